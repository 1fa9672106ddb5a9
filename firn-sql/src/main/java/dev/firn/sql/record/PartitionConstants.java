package dev.firn.sql.record;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericFixed;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericDataUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/**
 * Values of columns that a file's manifest entry says: those of identity partitions, which the rows
 * need not have (table spec, "Column Projection"), and Iceberg's metadata columns.
 */
final class PartitionConstants {
  private PartitionConstants() {}

  /** By field id, as Iceberg's generic records hold them; a value may be null. */
  static Map<Integer, ?> of(FileScanTask task, Schema columns) {
    // Taken as they are: Iceberg's own conversion knows the partition's type, which may be from
    // before the column was promoted, and leaves nanoseconds as numbers.
    Map<Integer, ?> internal = PartitionUtil.constantsMap(task, (_, value) -> value);
    Map<Integer, @Nullable Object> constants = new HashMap<>();
    internal.forEach(
        (id, value) -> {
          Type type = columns.findType(id);
          if (type != null) {
            constants.put(id, value == null ? null : converted(type, value));
          }
        });
    return constants;
  }

  private static Object converted(Type type, Object value) {
    return switch (type.typeId()) {
      case LONG -> ((Number) value).longValue();
      case DOUBLE -> ((Number) value).doubleValue();
      case STRING -> value.toString();
      case FIXED -> GenericDataUtil.internalToGeneric(type, bytes(value));
      default -> GenericDataUtil.internalToGeneric(type, value);
    };
  }

  private static Object bytes(Object value) {
    return switch (value) {
      case GenericFixed fixed -> ByteBuffer.wrap(fixed.bytes());
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      default -> value;
    };
  }
}
