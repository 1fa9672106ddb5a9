package dev.firn.engine.partition;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a partition spec over retained rows: keys by which rows are brought together, and
 * the partition that a row belongs to. Rows whose keys are equal have equal partitions.
 *
 * <p>Threads: safe, it does not change.
 */
public final class PartitionFields {
  private final PartitionSpec spec;
  private final RetainedRows rows;
  private final List<Field> fields;

  private PartitionFields(PartitionSpec spec, RetainedRows rows, List<Field> fields) {
    this.spec = spec;
    this.rows = rows;
    this.fields = fields;
  }

  /**
   * The fields of a spec.
   *
   * @param schema of the rows
   */
  public static PartitionFields of(PartitionSpec spec, Schema schema, RetainedRows rows) {
    List<Field> fields = new ArrayList<>();
    for (PartitionField field : spec.fields()) {
      Transformation transformation = Transformation.of(field.transform());
      // The column of a void field may have been dropped.
      fields.add(
          transformation instanceof Transformation.AlwaysNull
              ? new Field(null, field, new NullKey())
              : Field.of(SourceColumn.of(schema, field.sourceId(), rows), field, transformation));
    }
    return new PartitionFields(spec, rows, List.copyOf(fields));
  }

  /** The keys of its fields. */
  public List<KeyColumn> keys() {
    return fields.stream().map(Field::key).toList();
  }

  /**
   * The partition that a row belongs to.
   *
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} naming the column, if the partition's
   *     value is beyond its type
   */
  public PartitionKey partitionOf(int row) {
    int batch = rows.batchOf(row);
    int position = row - rows.rowCountBefore(batch);
    PartitionData values = new PartitionData(spec.partitionType());
    for (int i = 0; i < fields.size(); i++) {
      Object value = fields.get(i).value(batch, position);
      requireWithinType(i, value);
      values.set(i, value);
    }
    return PartitionKey.of(spec, values);
  }

  /** Truncation rounds down, so that it may leave a decimal's range; no manifest holds that. */
  private void requireWithinType(int index, @Nullable Object value) {
    Type type = spec.partitionType().fields().get(index).type();
    if (!(value instanceof BigDecimal number)
        || number.precision() <= ((Types.DecimalType) type).precision()) {
      return;
    }
    PartitionField field = spec.fields().get(index);
    String column = spec.schema().findColumnName(field.sourceId());
    String expected = "a value whose " + field.transform() + " is within " + type;
    String found = "one of which it makes " + number.toPlainString();
    throw new FirnException(
        ErrorCode.DATA_REFUSED,
        ("Column '%s' of a partitioned table: expected %s, found %s. Nothing was written; correct"
                + " the input or change the table's partitions.")
            .formatted(column, expected, found),
        List.of(Violation.ofColumn(column, expected, found)),
        Map.of(ViolationKind.VALUE, 1L));
  }

  /** A field; the void one has no source. */
  private record Field(@Nullable SourceColumn source, PartitionField field, KeyColumn key) {
    static Field of(SourceColumn source, PartitionField field, Transformation transformation) {
      return new Field(source, field, KeyColumn.ofPartition(source, transformation));
    }

    @Nullable Object value(int batch, int position) {
      if (source == null) {
        return null;
      }
      Object value = source.value(batch, position);
      return value == null ? null : apply(field.transform(), value);
    }

    /** By Iceberg's own code: what the manifest says is what Iceberg says, once per partition. */
    @SuppressWarnings("unchecked")
    private @Nullable Object apply(Transform<?, ?> transform, Object value) {
      if (source == null) {
        return null;
      }
      return ((Transform<Object, Object>) transform).bind(source.type()).apply(value);
    }
  }
}
