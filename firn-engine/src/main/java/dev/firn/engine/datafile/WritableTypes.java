package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which columns this version writes: every type that has statistics of its own, and structs, lists
 * and maps of those to any depth.
 */
public final class WritableTypes {
  private WritableTypes() {}

  /**
   * Checks a table's columns before any row is read.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} naming every column and nested field that
   *     cannot be written
   */
  public static void requireAll(TableName table, Schema schema) {
    List<String> refused = new ArrayList<>();
    schema.columns().forEach(column -> collect(column.name(), column.type(), refused));
    if (!refused.isEmpty()) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Load into '"
              + table
              + "': expected columns of types that are written, found "
              + String.join(", ", refused)
              + ". This version creates and shows such tables; it does not write them yet.");
    }
  }

  /**
   * Checks a table's partitions before any row is read. Iceberg 1.12 writes a partition value of
   * type fixed into a manifest as if it were binary, and no reader but its own can read such a
   * manifest.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} naming the first field that cannot be
   *     written
   */
  public static void requirePartitions(TableName table, PartitionSpec spec) {
    for (PartitionField field : spec.fields()) {
      Type source = spec.schema().findType(field.sourceId());
      if (source != null && field.transform().getResultType(source).typeId() == Type.TypeID.FIXED) {
        throw new FirnException(
            ErrorCode.UNSUPPORTED,
            "Load into '"
                + table
                + "': expected partitions by values that every engine reads, found '"
                + field.name()
                + "', the values of a "
                + source
                + " column, whose manifests Iceberg's library writes wrong. Partition by a bucket of"
                + " the column, or make it varbinary.");
      }
    }
  }

  private static void collect(String path, Type type, List<String> refused) {
    switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> {}
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> {}
      case STRING, UUID, FIXED, BINARY -> {}
      case STRUCT, LIST, MAP -> collectNested(path, type.asNestedType(), refused);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> refused.add("'" + path + "' (" + type + ")");
    }
  }

  private static void collectNested(String path, Type.NestedType type, List<String> refused) {
    if (type.fields().isEmpty()) {
      refused.add("'" + path + "' (a struct without fields, which Parquet has no place for)");
    }
    for (Types.NestedField field : type.fields()) {
      collect(path + "." + field.name(), field.type(), refused);
    }
  }
}
