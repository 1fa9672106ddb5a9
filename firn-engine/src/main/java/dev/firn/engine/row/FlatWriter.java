package dev.firn.engine.row;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Writes values of a flat type, in which nothing is nested. */
sealed interface FlatWriter extends ValueWriter
    permits FlatWriter.Booleans,
        FlatWriter.Integers,
        FlatWriter.Longs,
        FlatWriter.Floats,
        FlatWriter.Doubles,
        FlatWriter.Dates,
        FlatWriter.Times,
        FlatWriter.Uuids,
        FlatWriter.FixedBytes,
        FlatWriter.AnyBytes,
        FlatWriter.Nothing,
        DecimalWriter,
        TimestampWriter,
        StringWriter {

  /** The writer of a type that is not nested. */
  static FlatWriter of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> new Booleans();
      case INTEGER -> new Integers();
      case LONG -> new Longs();
      case FLOAT -> new Floats();
      case DOUBLE -> new Doubles();
      case DECIMAL -> DecimalWriter.of((Types.DecimalType) type);
      case DATE -> new Dates();
      case TIME -> new Times();
      case TIMESTAMP -> TimestampWriter.of((Types.TimestampType) type);
      case TIMESTAMP_NANO -> TimestampWriter.of((Types.TimestampNanoType) type);
      case STRING -> new StringWriter();
      case UUID -> new Uuids();
      case FIXED -> new FixedBytes(((Types.FixedType) type).length());
      case BINARY -> new AnyBytes("a byte[] or ByteBuffer");
      case GEOMETRY, GEOGRAPHY ->
          new AnyBytes("a byte[] or ByteBuffer that holds a shape as well-known binary");
      case UNKNOWN -> new Nothing();
      case STRUCT, VARIANT, LIST, MAP ->
          throw new IllegalArgumentException("No flat writer for type " + type);
    };
  }

  /** What a value must be, for messages. */
  String expected();

  /** The value as Iceberg holds it, or null if it is none of the type's. */
  @Nullable Object read(Object given);

  /** Bits that every value takes, null or not. */
  long slotBits();

  @Override
  default @Nullable Object accept(String path, Object given, RowFindings findings) {
    Object value = read(given);
    if (value == null) {
      findings.addValue(path, expected(), given);
    }
    return value;
  }

  @Override
  default long writeNull(FieldVector to, int index) {
    Slots.setNull(to, index);
    return slotBits();
  }

  @Override
  default void finish(FieldVector to, int count) {
    to.setValueCount(count);
  }

  /** True and false. */
  record Booleans() implements FlatWriter {
    @Override
    public String expected() {
      return "a Boolean";
    }

    @Override
    public @Nullable Object read(Object given) {
      return given instanceof Boolean ? given : null;
    }

    @Override
    public long slotBits() {
      return 2;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((BitVector) to).setSafe(index, (Boolean) value ? 1 : 0);
      return slotBits();
    }
  }

  /** Numbers of 32 bits. */
  record Integers() implements FlatWriter {
    @Override
    public String expected() {
      return "an Integer";
    }

    @Override
    public @Nullable Object read(Object given) {
      return given instanceof Integer ? given : null;
    }

    @Override
    public long slotBits() {
      return Integer.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((IntVector) to).setSafe(index, (Integer) value);
      return slotBits();
    }
  }

  /** Numbers of 64 bits. */
  record Longs() implements FlatWriter {
    @Override
    public String expected() {
      return "a Long or Integer";
    }

    @Override
    public @Nullable Object read(Object given) {
      return switch (given) {
        case Long number -> number;
        case Integer number -> number.longValue();
        default -> null;
      };
    }

    @Override
    public long slotBits() {
      return Long.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((BigIntVector) to).setSafe(index, (Long) value);
      return slotBits();
    }
  }

  /** Floating-point numbers of 32 bits; NaN and the infinities are values. */
  record Floats() implements FlatWriter {
    @Override
    public String expected() {
      return "a Float";
    }

    @Override
    public @Nullable Object read(Object given) {
      return given instanceof Float ? given : null;
    }

    @Override
    public long slotBits() {
      return Float.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((Float4Vector) to).setSafe(index, (Float) value);
      return slotBits();
    }
  }

  /** Floating-point numbers of 64 bits, which hold every float exactly. */
  record Doubles() implements FlatWriter {
    @Override
    public String expected() {
      return "a Double or Float";
    }

    @Override
    public @Nullable Object read(Object given) {
      return switch (given) {
        case Double number -> number;
        case Float number -> number.doubleValue();
        default -> null;
      };
    }

    @Override
    public long slotBits() {
      return Double.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((Float8Vector) to).setSafe(index, (Double) value);
      return slotBits();
    }
  }

  /** Dates as days since 1970. */
  record Dates() implements FlatWriter {
    @Override
    public String expected() {
      return "a LocalDate whose days since 1970 fit 32 bits";
    }

    @Override
    public @Nullable Object read(Object given) {
      if (given instanceof LocalDate date) {
        long days = date.toEpochDay();
        return days == (int) days ? (Object) (int) days : null;
      }
      return null;
    }

    @Override
    public long slotBits() {
      return Integer.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((DateDayVector) to).setSafe(index, (Integer) value);
      return slotBits();
    }
  }

  /** Times of day as microseconds. */
  record Times() implements FlatWriter {
    private static final int NANOS_OF_MICRO = 1_000;

    @Override
    public String expected() {
      return "a LocalTime in whole microseconds";
    }

    @Override
    public @Nullable Object read(Object given) {
      if (given instanceof LocalTime time && time.toNanoOfDay() % NANOS_OF_MICRO == 0) {
        return time.toNanoOfDay() / NANOS_OF_MICRO;
      }
      return null;
    }

    @Override
    public long slotBits() {
      return Long.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      ((TimeMicroVector) to).setSafe(index, (Long) value);
      return slotBits();
    }
  }

  /** UUIDs as 16 bytes, the first one first. */
  record Uuids() implements FlatWriter {
    @Override
    public String expected() {
      return "a UUID";
    }

    @Override
    public @Nullable Object read(Object given) {
      return given instanceof UUID ? given : null;
    }

    @Override
    public long slotBits() {
      return 2 * Long.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      FixedSizeBinaryVector vector = (FixedSizeBinaryVector) to;
      UUID id = (UUID) value;
      ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
      Slots.put(vector, index, bytes);
      return slotBits();
    }
  }

  /** Bytes of a declared number. */
  record FixedBytes(int length) implements FlatWriter {
    @Override
    public String expected() {
      return "a byte[] or ByteBuffer of exactly " + length + " bytes";
    }

    @Override
    public @Nullable Object read(Object given) {
      ByteBuffer bytes = bytes(given);
      return bytes != null && bytes.remaining() == length ? bytes : null;
    }

    @Override
    public long slotBits() {
      return (long) length * Byte.SIZE + 1;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      Slots.put((FixedSizeBinaryVector) to, index, (ByteBuffer) value);
      return slotBits();
    }
  }

  /** Bytes of any number. */
  record AnyBytes(String expected) implements FlatWriter {
    @Override
    public @Nullable Object read(Object given) {
      return bytes(given);
    }

    @Override
    public long slotBits() {
      return Slots.OFFSET_BITS;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      return Slots.put((VarBinaryVector) to, index, (ByteBuffer) value);
    }
  }

  /** The type unknown, whose only value is null. */
  record Nothing() implements FlatWriter {
    @Override
    public String expected() {
      return "no value, because the column's type is unknown";
    }

    @Override
    public @Nullable Object read(Object given) {
      return null;
    }

    @Override
    public long slotBits() {
      return 0;
    }

    @Override
    public long write(FieldVector to, int index, Object value) {
      throw new IllegalStateException("A value of the type unknown: " + FoundWords.of(value));
    }
  }

  /** The bytes of either class, as a view that leaves the caller's position where it is. */
  private static @Nullable ByteBuffer bytes(Object given) {
    return switch (given) {
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      case ByteBuffer bytes -> bytes.duplicate();
      default -> null;
    };
  }
}
