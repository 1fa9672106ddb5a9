package dev.firn.parquet;

/**
 * Parquet's DELTA_BINARY_PACKED (Encodings.md, DELTA_BINARY_PACKED = 5): blocks of 128 differences,
 * each less the block's smallest, in four miniblocks of as many bits as their largest needs.
 * Differences wrap around, in 32 bits for ints and in 64 for longs, and so do readers' sums.
 */
final class DeltaBinaryPackedEncoder {
  /** As parquet-java and arrow have them; a block is a multiple of 128, a miniblock of 32. */
  static final int BLOCK = 128;

  private static final int MINIBLOCKS = 4;
  private static final int MINIBLOCK = BLOCK / MINIBLOCKS;

  /** A number of 64 bits in 7-bit pieces. */
  private static final int VARINT_BYTES_MAX = 10;

  private DeltaBinaryPackedEncoder() {}

  /**
   * Appends 32-bit values.
   *
   * @param values the address of the values, plain
   * @param deltas room for a block
   */
  static void encodeInts(long values, int count, long[] deltas, GrowableBuffer to) {
    long begin = to.reserve(bytesMax(count, Integer.BYTES));
    long at = writeHeader(begin, count, count == 0 ? 0 : Memory.readInt(values));
    for (int done = 1; done < count; done += BLOCK) {
      int size = Math.min(BLOCK, count - done);
      long min = intDeltas(values + (long) done * Integer.BYTES, size, deltas);
      at = writeBlock(deltas, size, min, at);
    }
    to.advance(at - begin);
  }

  /**
   * Appends 64-bit values.
   *
   * @param values the address of the values, plain
   * @param deltas room for a block
   */
  static void encodeLongs(long values, int count, long[] deltas, GrowableBuffer to) {
    long begin = to.reserve(bytesMax(count, Long.BYTES));
    long at = writeHeader(begin, count, count == 0 ? 0 : Memory.readLong(values));
    for (int done = 1; done < count; done += BLOCK) {
      int size = Math.min(BLOCK, count - done);
      long min = longDeltas(values + (long) done * Long.BYTES, size, deltas);
      at = writeBlock(deltas, size, min, at);
    }
    to.advance(at - begin);
  }

  private static long bytesMax(int count, int valueBytes) {
    long blocks = (count + BLOCK - 1L) / BLOCK;
    return 4L * VARINT_BYTES_MAX
        + blocks * (VARINT_BYTES_MAX + MINIBLOCKS + (long) BLOCK * valueBytes);
  }

  private static long writeHeader(long to, int count, long first) {
    long at = HybridEncoder.writeHeader(to, BLOCK);
    at = HybridEncoder.writeHeader(at, MINIBLOCKS);
    at = HybridEncoder.writeHeader(at, count);
    return writeZigzag(at, first);
  }

  /** Takes the differences between values and those before them; returns the smallest. */
  private static long intDeltas(long values, int size, long[] deltas) {
    int min = Integer.MAX_VALUE;
    int before = Memory.readInt(values - Integer.BYTES);
    for (int i = 0; i < size; i++) {
      int value = Memory.readInt(values + (long) i * Integer.BYTES);
      int delta = value - before;
      deltas[i] = delta;
      min = Math.min(min, delta);
      before = value;
    }
    return min;
  }

  private static long longDeltas(long values, int size, long[] deltas) {
    long min = Long.MAX_VALUE;
    long before = Memory.readLong(values - Long.BYTES);
    for (int i = 0; i < size; i++) {
      long value = Memory.readLong(values + (long) i * Long.BYTES);
      long delta = value - before;
      deltas[i] = delta;
      min = Math.min(min, delta);
      before = value;
    }
    return min;
  }

  /** Widths of miniblocks that are not needed are zero, and nothing stands for them. */
  private static long writeBlock(long[] deltas, int size, long min, long to) {
    long widths = writeZigzag(to, min);
    Memory.writeInt(widths, 0);
    long at = widths + MINIBLOCKS;
    for (int from = 0; from < size; from += MINIBLOCK) {
      int width = lower(deltas, from, Math.min(size, from + MINIBLOCK), min);
      Memory.writeByte(widths + from / MINIBLOCK, width);
      at = pack(deltas, from, width, at);
    }
    return at;
  }

  /**
   * Makes the differences of a miniblock relative to the smallest, and those that are missing zero;
   * returns how many bits the largest has.
   */
  private static int lower(long[] deltas, int from, int end, long min) {
    long bits = 0;
    for (int i = from; i < end; i++) {
      long relative = deltas[i] - min;
      deltas[i] = relative;
      bits |= relative;
    }
    for (int i = end; i < from + MINIBLOCK; i++) {
      deltas[i] = 0;
    }
    return Long.SIZE - Long.numberOfLeadingZeros(bits);
  }

  private static long pack(long[] deltas, int from, int width, long to) {
    long at = to;
    long pending = 0;
    int bits = 0;
    for (int i = from; i < from + MINIBLOCK; i++) {
      long value = deltas[i];
      pending |= value << bits;
      bits += width;
      if (bits >= Long.SIZE) {
        Memory.writeLong(at, pending);
        at += Long.BYTES;
        bits -= Long.SIZE;
        // A shift by 64 would be one by 0: then the word is full and nothing is left over.
        pending = bits == 0 ? 0 : value >>> (width - bits);
      }
    }
    Memory.writeLong(at, pending);
    return to + (long) MINIBLOCK / Byte.SIZE * width;
  }

  private static long writeZigzag(long to, long number) {
    return HybridEncoder.writeHeader(to, (number << 1) ^ (number >> (Long.SIZE - 1)));
  }
}
