package dev.firn.engine.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
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
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Single values of a vector in Iceberg's internal form, for its comparators. Values in lists and
 * maps have no order and no bounds; they are not read.
 */
@FunctionalInterface
interface ArrowCell {
  /** The value at a position; null is null. */
  @Nullable Object read(int position);

  /** The values of a vector. */
  static ArrowCell of(Type type, FieldVector vector) {
    ArrowCell cell = ofPresent(type, vector);
    return position -> vector.isNull(position) ? null : cell.read(position);
  }

  private static ArrowCell ofPresent(Type type, FieldVector vector) {
    return switch (type.typeId()) {
      case BOOLEAN -> position -> ((BitVector) vector).get(position) != 0;
      case INTEGER -> ((IntVector) vector)::get;
      case LONG -> ((BigIntVector) vector)::get;
      case FLOAT -> ((Float4Vector) vector)::get;
      case DOUBLE -> ((Float8Vector) vector)::get;
      case DECIMAL -> ((DecimalVector) vector)::getObject;
      case DATE -> ((DateDayVector) vector)::get;
      case TIME -> ((TimeMicroVector) vector)::get;
      case TIMESTAMP, TIMESTAMP_NANO -> ((TimeStampVector) vector)::get;
      case STRING -> position -> text(((VarCharVector) vector).get(position));
      case UUID -> position -> uuid(((FixedSizeBinaryVector) vector).get(position));
      case FIXED -> position -> ByteBuffer.wrap(((FixedSizeBinaryVector) vector).get(position));
      case BINARY -> position -> ByteBuffer.wrap(((VarBinaryVector) vector).get(position));
      case STRUCT -> ofStruct(type.asStructType(), (StructVector) vector);
      case LIST, MAP, VARIANT, UNKNOWN, GEOMETRY, GEOGRAPHY -> position -> null;
    };
  }

  private static ArrowCell ofStruct(Types.StructType type, StructVector vector) {
    ArrowRow row = ArrowRow.of(type.fields(), vector.getChildrenFromFields());
    return row::at;
  }

  /** Whether values of a type are read, which says whether they can be compared. */
  static boolean isComparable(Type type) {
    return type.isPrimitiveType()
        && !List.of(Type.TypeID.UNKNOWN, Type.TypeID.GEOMETRY, Type.TypeID.GEOGRAPHY)
            .contains(type.typeId());
  }

  /**
   * The order of a type's values. Iceberg's own, but for UUIDs: its Java library compares their
   * halves as signed numbers, while Parquet's bounds and every other engine go by unsigned bytes.
   */
  static Comparator<Object> orderOf(Type type) {
    return type.typeId() == Type.TypeID.UUID
        ? (one, other) -> compareUnsigned((UUID) one, (UUID) other)
        : Comparators.forType(type.asPrimitiveType());
  }

  private static int compareUnsigned(UUID one, UUID other) {
    int upper = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return upper != 0
        ? upper
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new UUID(words.getLong(), words.getLong());
  }
}
