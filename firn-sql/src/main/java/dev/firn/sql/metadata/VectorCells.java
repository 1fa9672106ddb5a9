package dev.firn.sql.metadata;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes single values into Arrow vectors. Scalars are in Iceberg's internal form (dates in days,
 * times in microseconds), lists {@code List}, maps {@code Map}, structs {@code Object[]}.
 */
final class VectorCells {
  private VectorCells() {}

  /**
   * Writes a value, null included.
   *
   * @return how many values that were, with those inside lists, maps and structs
   */
  static long set(FieldVector vector, int index, @Nullable Object value) {
    if (value == null) {
      vector.setNull(index);
      return 1;
    }
    return switch (vector) {
      case MapVector map -> setMap(map, index, (Map<?, ?>) value);
      case ListVector list -> setList(list, index, (List<?>) value);
      case StructVector struct -> setStruct(struct, index, (@Nullable Object[]) value);
      default -> {
        setScalar(vector, index, value);
        yield 1;
      }
    };
  }

  private static long setMap(MapVector vector, int index, Map<?, ?> map) {
    StructVector entries = (StructVector) vector.getDataVector();
    int start = vector.startNewValue(index);
    int at = start;
    long values = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values += setStruct(entries, at++, new Object[] {entry.getKey(), entry.getValue()});
    }
    vector.endValue(index, at - start);
    return values;
  }

  private static long setList(ListVector vector, int index, List<?> list) {
    int start = vector.startNewValue(index);
    int at = start;
    long values = 0;
    for (Object each : list) {
      values += set(vector.getDataVector(), at++, each);
    }
    vector.endValue(index, at - start);
    return values;
  }

  private static long setStruct(StructVector vector, int index, @Nullable Object[] fields) {
    // First, so that the children have room.
    vector.setIndexDefined(index);
    long values = 0;
    for (int i = 0; i < fields.length; i++) {
      values += set((FieldVector) vector.getChildByOrdinal(i), index, fields[i]);
    }
    return values;
  }

  private static void setScalar(FieldVector vector, int index, Object value) {
    switch (vector) {
      case BitVector bits -> bits.setSafe(index, (boolean) value ? 1 : 0);
      case IntVector numbers -> numbers.setSafe(index, (int) value);
      case BigIntVector numbers -> numbers.setSafe(index, (long) value);
      case Float4Vector numbers -> numbers.setSafe(index, (float) value);
      case Float8Vector numbers -> numbers.setSafe(index, (double) value);
      case DecimalVector numbers -> numbers.setSafe(index, (BigDecimal) value);
      case DateDayVector days -> days.setSafe(index, (int) value);
      case TimeMicroVector times -> times.setSafe(index, (long) value);
      case TimeStampVector moments -> moments.setSafe(index, (long) value);
      case VarCharVector texts ->
          texts.setSafe(index, value.toString().getBytes(StandardCharsets.UTF_8));
      case VarBinaryVector binaries -> binaries.setSafe(index, bytes(value));
      case FixedSizeBinaryVector binaries -> binaries.setSafe(index, bytes(value));
      default ->
          throw new IllegalStateException("No metadata table has a column " + vector.getField());
    }
  }

  private static byte[] bytes(Object value) {
    if (value instanceof UUID uuid) {
      return ByteBuffer.allocate(2 * Long.BYTES)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    ByteBuffer binary = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[binary.remaining()];
    binary.get(bytes);
    return bytes;
  }
}
