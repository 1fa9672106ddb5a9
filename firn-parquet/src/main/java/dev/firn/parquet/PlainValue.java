package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Single numbers in plain encoding. */
final class PlainValue {
  private PlainValue() {}

  static byte[] of(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    return bytes;
  }

  static byte[] of(long value) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return bytes;
  }
}
