package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;

/** Which columns this version writes: flat ones of every type that has statistics of its own. */
public final class WritableTypes {
  private WritableTypes() {}

  /**
   * Checks a table's columns before any row is read.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} naming every column that cannot be written
   */
  public static void requireAll(TableName table, Schema schema) {
    List<String> refused =
        schema.columns().stream()
            .filter(column -> !isWritable(column.type()))
            .map(column -> "'" + column.name() + "' (" + column.type() + ")")
            .toList();
    if (!refused.isEmpty()) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Load into '"
              + table
              + "': expected columns of flat types, found "
              + String.join(", ", refused)
              + ". This version creates and shows such tables; it does not write them yet.");
    }
  }

  private static boolean isWritable(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
      case STRING, UUID, FIXED, BINARY -> true;
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN, STRUCT, LIST, MAP -> false;
    };
  }
}
