package dev.firn.engine.catalog;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A folder that a new table's definition asks for. */
final class ChosenLocation {
  private ChosenLocation() {}

  /**
   * The location as Iceberg keeps it.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} if it is no local folder, holds the
   *     warehouse, or is not empty
   */
  static String require(TableName table, String chosen, String warehouse, Storage storage) {
    Path path = pathOf(table, chosen);
    String location = LocalStorage.locationOf(path);
    if (LocalStorage.pathOf(warehouse).startsWith(path)) {
      throw refusal(
          table, "a location of its own", "'" + location + "', which holds the whole warehouse");
    }
    if (!storage.isEmptyFolder(location)) {
      throw refusal(
          table, "location '" + location + "' to be an empty folder or none", "files in it");
    }
    return location;
  }

  /** One that is empty, but may not be had. */
  static FirnException taken(TableName table, String location) {
    return refusal(
        table,
        "location '" + location + "' to be one that no table ever had",
        "one that a table had, or that lies in or around one");
  }

  private static Path pathOf(TableName table, String chosen) {
    try {
      return LocalStorage.pathOf(chosen).normalize();
    } catch (FirnException | InvalidPathException e) {
      throw refusal(
          table, "an absolute local location such as 'file:///data/x'", "'" + chosen + "'");
    }
  }

  private static FirnException refusal(TableName table, String expected, String found) {
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Table '"
            + table
            + "': expected "
            + expected
            + ", found "
            + found
            + ". Choose another, or leave the location out.");
  }
}
