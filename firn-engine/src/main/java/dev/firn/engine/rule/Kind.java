package dev.firn.engine.rule;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** In which buffer the values of a type are evaluated. */
enum Kind {
  LONG,
  DOUBLE,
  WIDE,
  BYTES;

  /** A decimal of so many digits is a long. */
  static final int LONG_DIGITS_MAX = 18;

  static Kind of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> LONG;
      case FLOAT, DOUBLE -> DOUBLE;
      case DECIMAL -> ((Types.DecimalType) type).precision() <= LONG_DIGITS_MAX ? LONG : WIDE;
      case STRING, BINARY, FIXED, UUID -> BYTES;
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN ->
          throw new IllegalStateException("Rules do not compute with " + type);
    };
  }

  /** An empty buffer. */
  Buffer buffer() {
    return switch (this) {
      case LONG -> new Buffer.Longs();
      case DOUBLE -> new Buffer.Doubles();
      case WIDE -> new Buffer.Wides();
      case BYTES -> new Buffer.Bytes();
    };
  }
}
