package dev.firn.parquet;

/**
 * Booleans in Parquet's run-length / bit-packed hybrid (Encodings.md, RLE = 3) of one bit, behind
 * the length that values have and levels of version 2 have not.
 */
final class RleBooleanEncoder {
  private RleBooleanEncoder() {}

  /**
   * Appends booleans.
   *
   * @param plain their address, a bit each, readable to a whole word
   */
  static void encode(long plain, int count, GrowableBuffer to) {
    long begin = to.byteCount();
    to.reserve(Integer.BYTES);
    to.advance(Integer.BYTES);
    if (count > 0) {
      LevelEncoder.encode(plain, count, ones(plain, count), to);
    }
    long byteCount = to.byteCount() - begin - Integer.BYTES;
    Memory.writeInt(to.address() + begin, (int) byteCount);
  }

  private static int ones(long plain, int count) {
    int ones = 0;
    int whole = count >>> 6;
    for (int i = 0; i < whole; i++) {
      ones += Long.bitCount(Memory.readLong(plain + (long) i * Long.BYTES));
    }
    if ((count & 63) != 0) {
      long rest = Memory.readLong(plain + (long) whole * Long.BYTES) & ((1L << (count & 63)) - 1);
      ones += Long.bitCount(rest);
    }
    return ones;
  }
}
