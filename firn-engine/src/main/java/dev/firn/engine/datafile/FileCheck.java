package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableSettings.VerifyOnWrite;
import dev.firn.engine.verify.StoredParquet;
import dev.firn.parquet.FileFacts;
import dev.firn.parquet.PageVerifier;
import dev.firn.parquet.ParquetFooter;
import dev.firn.parquet.ParquetSource;
import java.io.IOException;
import java.util.List;

/** Reads files back: finished ones before they are committed, and footers for people. */
public final class FileCheck {
  private FileCheck() {}

  /**
   * Holds a finished file against what its writer counted.
   *
   * @throws FirnException {@link ErrorCode#CORRUPT} if storage does not hold what was written
   */
  static void check(Storage storage, String location, FileFacts facts, VerifyOnWrite how) {
    try (ByteSource bytes = storage.open(location)) {
      ParquetSource source = new StoredParquet(bytes);
      List<String> differences = ParquetFooter.read(source).differencesFrom(facts);
      if (!differences.isEmpty()) {
        throw corrupt(location, String.join(" ", differences), null);
      }
      switch (how) {
        case FOOTER -> {
          // The footer is all that was asked for.
        }
        case PAGES, VALUES -> PageVerifier.verify(source);
      }
    } catch (IOException e) {
      throw corrupt(location, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The footer of a data file.
   *
   * @throws FirnException {@link ErrorCode#CORRUPT} if it cannot be read
   */
  public static ParquetFooter footerOf(Storage storage, String location) {
    try (ByteSource bytes = storage.open(location)) {
      return ParquetFooter.read(new StoredParquet(bytes));
    } catch (IOException e) {
      throw corrupt(location, String.valueOf(e.getMessage()), e);
    }
  }

  static FirnException corrupt(
      String location, String found, @org.jspecify.annotations.Nullable IOException cause) {
    String message =
        "Data file '"
            + location
            + "': expected the bytes that were written, found others. "
            + found
            + " Check the disk.";
    return cause == null
        ? new FirnException(ErrorCode.CORRUPT, message)
        : new FirnException(ErrorCode.CORRUPT, message, cause);
  }
}
