package dev.firn.engine.schema;

/** How the values of a leaf change on their way into the table. None of them loses anything. */
enum Conversion {
  /** Same bytes: the buffers move as they are. Also decimals of greater precision. */
  KEEP,
  /** The source's type has no values but null. */
  FILL_NULLS,
  /** Bytes that stand for truth values, as Arrow's {@code arrow.bool8}: 0 is false. */
  BYTE_TO_BOOLEAN,
  INT8_TO_INT,
  INT16_TO_INT,
  UINT8_TO_INT,
  UINT16_TO_INT,
  INT8_TO_LONG,
  INT16_TO_LONG,
  INT32_TO_LONG,
  UINT8_TO_LONG,
  UINT16_TO_LONG,
  UINT32_TO_LONG,
  HALF_TO_FLOAT,
  HALF_TO_DOUBLE,
  FLOAT_TO_DOUBLE,
  /** Instants; a value beyond the range of microseconds is a violation. */
  SECONDS_TO_MICROS,
  /** Instants; a value beyond the range of microseconds is a violation. */
  MILLIS_TO_MICROS,
  /** Time of day in 32 bits, which cannot overflow. */
  TIME_SECONDS_TO_MICROS,
  /** Time of day in 32 bits, which cannot overflow. */
  TIME_MILLIS_TO_MICROS,
  /** Dates in milliseconds; one that is not midnight is a violation. */
  MILLIS_TO_DAYS,
  /** Strings or binary with 64-bit offsets. */
  LARGE_TO_VARIABLE,
  /** Strings or binary as views. */
  VIEW_TO_VARIABLE,
  /** Binary of a declared length; another length is a violation. */
  VARIABLE_TO_FIXED
}
