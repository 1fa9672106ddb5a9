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
 * Which columns can be written: all but those that Parquet has no place for, structs without fields
 * that hold anything, and lists and maps of unknown type.
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
              + ". Parquet has no place for them; add fields or drop the columns.");
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
      case GEOMETRY, GEOGRAPHY, VARIANT -> {}
      case UNKNOWN -> {
        // All are null, so nothing is written.
      }
    }
  }

  private static boolean isKnown(Types.NestedField field) {
    return field.type().typeId() != Type.TypeID.UNKNOWN;
  }

  private static void collectNested(String path, Type.NestedType type, List<String> refused) {
    if (type.isStructType() && type.fields().stream().noneMatch(WritableTypes::isKnown)) {
      refused.add("'" + path + "' (a struct without fields that hold anything)");
    }
    for (Types.NestedField field : type.fields()) {
      if (!type.isStructType() && !isKnown(field)) {
        refused.add("'" + path + "." + field.name() + "' (unknown)");
      }
      collect(path + "." + field.name(), field.type(), refused);
    }
  }
}
