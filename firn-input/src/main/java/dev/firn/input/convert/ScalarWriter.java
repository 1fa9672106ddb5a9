package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Writes values of one flat Iceberg type, given as text or as JSON, into Arrow vectors of that
 * type; the written rules are docs/conversions.md. Nothing is rounded, cut or guessed: what is not
 * exactly a value of the type is refused.
 *
 * <p>Each method writes at one index of a vector, of a column or of a child of a nested one, which
 * grows as needed. An index may be written again; what stood above it is then forgotten.
 *
 * <p>A refused value leaves a zero or an empty value behind, not null, so that a required column
 * does not report it a second time. The caller reports it, see {@link RefusedValue}.
 *
 * <p>Threads: one at a time; a writer keeps scratch space between values.
 *
 * <p>Failures: {@link dev.firn.engine.error.ErrorCode#MEMORY} if the vector cannot grow.
 */
public sealed interface ScalarWriter
    permits BinaryWriter,
        BooleanWriter,
        DateWriter,
        DecimalWriter,
        DoubleWriter,
        FixedWriter,
        FloatWriter,
        IntegerWriter,
        LongWriter,
        NothingWriter,
        StringWriter,
        TimeWriter,
        TimestampWriter,
        UuidWriter {

  /** Whether values of this type can be given as text; else it has no writer. */
  static boolean isWritable(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
      case STRING, UUID, FIXED, BINARY, UNKNOWN -> true;
      case GEOMETRY, GEOGRAPHY, VARIANT, STRUCT, LIST, MAP -> false;
    };
  }

  /** A writer of a type that {@link #isWritable}. */
  static ScalarWriter of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> new BooleanWriter();
      case INTEGER -> new IntegerWriter();
      case LONG -> new LongWriter();
      case FLOAT -> new FloatWriter();
      case DOUBLE -> new DoubleWriter();
      case DECIMAL -> new DecimalWriter((Types.DecimalType) type);
      case DATE -> new DateWriter();
      case TIME -> new TimeWriter();
      case TIMESTAMP -> TimestampWriter.of((Types.TimestampType) type);
      case TIMESTAMP_NANO -> TimestampWriter.of((Types.TimestampNanoType) type);
      case STRING -> new StringWriter();
      case UUID -> new UuidWriter();
      case FIXED -> new FixedWriter((Types.FixedType) type);
      case BINARY -> new BinaryWriter();
      case UNKNOWN -> new NothingWriter();
      case GEOMETRY, GEOGRAPHY, VARIANT, STRUCT, LIST, MAP ->
          throw new IllegalArgumentException("No writer of scalars for type " + type);
    };
  }

  /** What a value must look like, for messages: {@code a date as 2001-01-31}. */
  String expected();

  /**
   * Writes a value given as text without a type: a CSV cell, or the name of a JSON object's member
   * that is a map's key.
   *
   * @return false if it is refused
   */
  boolean writeText(FieldVector to, int index, char[] text, int from, int length);

  /**
   * Writes a value given as a JSON string, its escapes already resolved.
   *
   * @return false if it is refused
   */
  default boolean writeString(FieldVector to, int index, char[] text, int from, int length) {
    return writeText(to, index, text, from, length);
  }

  /**
   * Writes a value given as a JSON number.
   *
   * @param text the literal as it was written: {@code -1.50e3}
   * @return false if it is refused
   */
  default boolean writeNumber(FieldVector to, int index, char[] text, int from, int length) {
    writeDummy(to, index);
    return false;
  }

  /**
   * Writes a value given as JSON's true or false. The flag is the value, not a mode.
   *
   * @return false if it is refused
   */
  default boolean writeBoolean(FieldVector to, int index, boolean value) {
    writeDummy(to, index);
    return false;
  }

  /** Writes a null. */
  default void writeNull(FieldVector to, int index) {
    Slots.setNull(to, index);
  }

  /** Writes a zero or an empty value in the place of one that cannot be read. */
  default void writeDummy(FieldVector to, int index) {
    Slots.setDummy(to, index);
  }
}
