package dev.firn.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/** Rows of Arrow vectors as Iceberg's generic records. */
final class ArrowRecords {
  private ArrowRecords() {}

  /**
   * Copies a range of rows.
   *
   * @param type of a record, a field for each vector
   * @param position of the first row
   */
  static List<Record> of(
      Types.StructType type, List<FieldVector> vectors, int position, int rowCount) {
    List<Record> records = new ArrayList<>(rowCount);
    GenericRecord empty = GenericRecord.create(type);
    for (int row = position; row < position + rowCount; row++) {
      GenericRecord record = empty.copy();
      for (int i = 0; i < vectors.size(); i++) {
        record.set(i, value(type.fields().get(i), vectors.get(i), row));
      }
      records.add(record);
    }
    return records;
  }

  private static @Nullable Object value(Types.NestedField field, FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case BitVector bits -> bits.get(row) != 0;
      case IntVector ints -> ints.get(row);
      case BigIntVector longs -> longs.get(row);
      case Float4Vector floats -> floats.get(row);
      case Float8Vector doubles -> doubles.get(row);
      case DecimalVector decimals -> decimals.getObject(row);
      case DateDayVector days -> DateTimeUtil.dateFromDays(days.get(row));
      case TimeStampMicroVector micros -> DateTimeUtil.timestampFromMicros(micros.get(row));
      case VarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
      case StructVector structs ->
          of(field.type().asStructType(), structs.getChildrenFromFields(), row, 1).getFirst();
      case ListVector lists -> list(field.type().asListType(), lists, row);
      default ->
          throw new IllegalArgumentException(
              "Column '" + field.name() + "': no record is made of " + vector.getMinorType() + ".");
    };
  }

  private static Object list(Types.ListType type, ListVector lists, int row) {
    int from = lists.getElementStartIndex(row);
    int count = lists.getElementEndIndex(row) - from;
    Types.NestedField element = type.fields().getFirst();
    if (lists.getDataVector() instanceof StructVector structs) {
      return of(element.type().asStructType(), structs.getChildrenFromFields(), from, count);
    }
    List<@Nullable Object> values = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      values.add(value(element, lists.getDataVector(), i));
    }
    return values;
  }
}
