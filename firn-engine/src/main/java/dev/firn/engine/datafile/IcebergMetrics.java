package dev.firn.engine.datafile;

import dev.firn.parquet.Bound;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.FileFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.BinaryUtil;
import org.apache.iceberg.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The writer's facts about a file as Iceberg's metrics, by the table's metrics modes. The facts
 * already are in Iceberg's single-value serialisation; only long bounds are cut (table spec,
 * "Metrics"; the upper one is rounded up).
 *
 * <p>Columns inside lists and maps have only their size, as in Iceberg's own writers: one row has
 * any number of their values, so that neither counts nor bounds say anything about rows.
 */
final class IcebergMetrics {
  private static final String VARIANT_METADATA = ".metadata";

  private IcebergMetrics() {}

  static Metrics of(FileFacts facts, Schema schema, MetricsConfig config) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, Long> nans = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
    for (ColumnFacts column : facts.columns()) {
      Types.NestedField field = fieldOf(column, schema);
      if (field == null) {
        continue;
      }
      int id = field.fieldId();
      MetricsModes.MetricsMode mode = config.columnMode(schema.findColumnName(id));
      if (mode instanceof MetricsModes.None) {
        continue;
      }
      if (column.fieldId().isPresent()) {
        sizes.put(id, column.compressedBytes());
      }
      if (isRepeated(schema, parents, id)) {
        continue;
      }
      values.put(id, column.valueCount());
      nulls.put(id, column.nullCount());
      if (isFloating(field.type())) {
        nans.put(id, column.nanCount());
      }
      if (column.fieldId().isPresent() && !(mode instanceof MetricsModes.Counts)) {
        int limit = mode instanceof MetricsModes.Truncate cut ? cut.length() : Integer.MAX_VALUE;
        column.min().ifPresent(bound -> lower.put(id, lowerBound(field.type(), bound, limit)));
        column.max().ifPresent(bound -> putUpper(upper, id, field.type(), bound, limit));
      }
    }
    return new Metrics(facts.rowCount(), sizes, values, nulls, nans, lower, upper);
  }

  /**
   * The field that a column's counts are of. The two columns of a variant have no ids, so they have
   * neither sizes nor bounds, as in Iceberg's own writers; one of them counts for it.
   */
  private static Types.@Nullable NestedField fieldOf(ColumnFacts column, Schema schema) {
    if (column.fieldId().isPresent()) {
      return schema.findField(column.fieldId().getAsInt());
    }
    String name = column.dottedPath();
    return name.endsWith(VARIANT_METADATA)
        ? schema.findField(name.substring(0, name.length() - VARIANT_METADATA.length()))
        : null;
  }

  private static boolean isRepeated(Schema schema, Map<Integer, Integer> parents, int id) {
    for (Integer parent = parents.get(id); parent != null; parent = parents.get(parent)) {
      if (!schema.findField(parent).type().isStructType()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFloating(Type type) {
    return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
  }

  private static ByteBuffer lowerBound(Type type, Bound bound, int limit) {
    return switch (type.typeId()) {
      case STRING -> bytes(UnicodeUtil.truncateString(text(bound), limit).toString());
      case BINARY, FIXED -> copy(BinaryUtil.truncateBinary(copy(bound.bytes()), limit));
      default -> copy(bound.bytes());
    };
  }

  private static void putUpper(
      Map<Integer, ByteBuffer> upper, int id, Type type, Bound bound, int limit) {
    ByteBuffer rounded = upperBound(type, bound, limit);
    // A value of nothing but the greatest characters has no shorter value above it.
    if (rounded != null) {
      upper.put(id, rounded);
    }
  }

  private static @Nullable ByteBuffer upperBound(Type type, Bound bound, int limit) {
    switch (type.typeId()) {
      case STRING -> {
        String cut = UnicodeUtil.truncateStringMax(text(bound), limit);
        return cut == null ? null : bytes(cut);
      }
      case BINARY, FIXED -> {
        ByteBuffer cut = BinaryUtil.truncateBinaryMax(copy(bound.bytes()), limit);
        return cut == null ? null : copy(cut);
      }
      default -> {
        return copy(bound.bytes());
      }
    }
  }

  private static String text(Bound bound) {
    return StandardCharsets.UTF_8.decode(bound.bytes()).toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    byte[] copied = new byte[bytes.remaining()];
    bytes.duplicate().get(copied);
    return ByteBuffer.wrap(copied);
  }
}
