package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How bounds in Parquet's plain encoding compare: the order that the format calls type-defined. NaN
 * never comes here, and zeros were given their signs before.
 */
enum BoundOrder {
  BOOLEAN,
  INT32,
  INT64,
  FLOAT,
  DOUBLE,
  UNSIGNED_BYTES,
  /** Two's complement, big-endian, of equal length. */
  SIGNED_BYTES;

  int compare(byte[] left, byte[] right) {
    return switch (this) {
      case BOOLEAN, UNSIGNED_BYTES -> Arrays.compareUnsigned(left, right);
      case INT32 -> Integer.compare(read(left).getInt(), read(right).getInt());
      case INT64 -> Long.compare(read(left).getLong(), read(right).getLong());
      case FLOAT -> Float.compare(read(left).getFloat(), read(right).getFloat());
      case DOUBLE -> Double.compare(read(left).getDouble(), read(right).getDouble());
      case SIGNED_BYTES ->
          left[0] != right[0]
              ? Byte.compare(left[0], right[0])
              : Arrays.compareUnsigned(left, right);
    };
  }

  byte[] smaller(byte[] left, byte[] right) {
    return compare(left, right) <= 0 ? left : right;
  }

  byte[] larger(byte[] left, byte[] right) {
    return compare(left, right) >= 0 ? left : right;
  }

  private static ByteBuffer read(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
