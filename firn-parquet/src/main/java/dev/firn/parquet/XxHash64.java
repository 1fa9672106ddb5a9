package dev.firn.parquet;

/**
 * XXH64 with seed 0 (the xxHash specification, "XXH64 Algorithm Description"), which Parquet's
 * Bloom filters are made of: over a value in plain encoding, without the length of a string.
 */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  /** The sum of the first two, which is to overflow. */
  private static final long FIRST_SEED = 0x60EA27EEADC0B5D6L;

  /** Four accumulators take eight bytes each. */
  private static final int STRIPE_BYTES = 32;

  private XxHash64() {}

  /** The hash of four bytes, little-endian. */
  static long of(int value) {
    return avalanche(withInt(PRIME_5 + Integer.BYTES, value));
  }

  /** The hash of eight bytes, little-endian. */
  static long of(long value) {
    return avalanche(withLong(PRIME_5 + Long.BYTES, value));
  }

  /** The hash of bytes off the heap. */
  static long of(long start, int length) {
    long at = start;
    long end = start + length;
    long hash = PRIME_5;
    if (length >= STRIPE_BYTES) {
      int stripes = length / STRIPE_BYTES;
      hash = ofStripes(start, stripes);
      at += (long) stripes * STRIPE_BYTES;
    }
    hash += length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = withLong(hash, Memory.readLong(at));
    }
    if (at + Integer.BYTES <= end) {
      hash = withInt(hash, Memory.readInt(at));
      at += Integer.BYTES;
    }
    for (; at < end; at++) {
      hash ^= (Memory.readByte(at) & 0xffL) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    return avalanche(hash);
  }

  private static long ofStripes(long start, int count) {
    long first = FIRST_SEED;
    long second = PRIME_2;
    long third = 0;
    long fourth = -PRIME_1;
    long at = start;
    for (int i = 0; i < count; i++) {
      first = round(first, Memory.readLong(at));
      second = round(second, Memory.readLong(at + Long.BYTES));
      third = round(third, Memory.readLong(at + 2 * Long.BYTES));
      fourth = round(fourth, Memory.readLong(at + 3 * Long.BYTES));
      at += STRIPE_BYTES;
    }
    long hash =
        Long.rotateLeft(first, 1)
            + Long.rotateLeft(second, 7)
            + Long.rotateLeft(third, 12)
            + Long.rotateLeft(fourth, 18);
    hash = merge(hash, first);
    hash = merge(hash, second);
    hash = merge(hash, third);
    return merge(hash, fourth);
  }

  private static long round(long accumulator, long value) {
    return Long.rotateLeft(accumulator + value * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long accumulator) {
    return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
  }

  private static long withLong(long hash, long value) {
    return Long.rotateLeft(hash ^ round(0, value), 27) * PRIME_1 + PRIME_4;
  }

  private static long withInt(long hash, int value) {
    return Long.rotateLeft(hash ^ ((value & 0xffffffffL) * PRIME_1), 23) * PRIME_2 + PRIME_3;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
    mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
    return mixed ^ (mixed >>> 32);
  }
}
