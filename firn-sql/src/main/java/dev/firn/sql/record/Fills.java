package dev.firn.sql.record;

import java.math.BigDecimal;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The fill of each Iceberg type, for a vector of its Arrow form. */
final class Fills {
  private static final int DECIMAL_BYTES = 16;

  private Fills() {}

  static ValueFill of(Type type, FieldVector vector) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> number(type, vector);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> TemporalFills.of(type, vector);
      case STRING -> new TextFill((VarCharVector) vector);
      case BINARY, GEOMETRY, GEOGRAPHY -> new BinaryFill((VarBinaryVector) vector);
      case UUID, FIXED -> FixedBytesFill.of((FixedSizeBinaryVector) vector);
      case STRUCT -> new StructFill(type.asStructType(), (StructVector) vector);
      case LIST -> ListFill.of(type.asListType(), (ListVector) vector);
      case MAP -> MapFill.of(type.asMapType(), (MapVector) vector);
      case VARIANT -> VariantFill.of((StructVector) vector);
      case UNKNOWN -> ValueFill.fixed(0, Fills::refuseValue);
    };
  }

  private static ValueFill number(Type type, FieldVector vector) {
    return switch (type.typeId()) {
      case BOOLEAN -> {
        BitVector bits = (BitVector) vector;
        yield ValueFill.fixed(1, (at, value) -> bits.setSafe(at, (Boolean) value ? 1 : 0));
      }
      case INTEGER -> {
        IntVector ints = (IntVector) vector;
        yield ValueFill.fixed(
            Integer.BYTES, (at, value) -> ints.setSafe(at, ((Number) value).intValue()));
      }
      case LONG -> {
        BigIntVector longs = (BigIntVector) vector;
        yield ValueFill.fixed(
            Long.BYTES, (at, value) -> longs.setSafe(at, ((Number) value).longValue()));
      }
      case FLOAT -> {
        Float4Vector floats = (Float4Vector) vector;
        yield ValueFill.fixed(
            Float.BYTES, (at, value) -> floats.setSafe(at, ((Number) value).floatValue()));
      }
      case DOUBLE -> {
        Float8Vector doubles = (Float8Vector) vector;
        yield ValueFill.fixed(
            Double.BYTES, (at, value) -> doubles.setSafe(at, ((Number) value).doubleValue()));
      }
      case DECIMAL -> {
        DecimalVector decimals = (DecimalVector) vector;
        int scale = ((Types.DecimalType) type).scale();
        yield ValueFill.fixed(
            DECIMAL_BYTES,
            (at, value) -> decimals.setSafe(at, ((BigDecimal) value).setScale(scale)));
      }
      default -> throw new IllegalStateException(type + " is no number");
    };
  }

  private static void refuseValue(int position, Object value) {
    throw new IllegalStateException("A value of no type: " + value);
  }
}
