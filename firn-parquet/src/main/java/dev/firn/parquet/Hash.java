package dev.firn.parquet;

/**
 * Hashes for the dictionaries: one multiplication each, and both halves of its result are used, so
 * that numbers that differ only in their highest bits (round doubles, big-endian bytes) still
 * spread over the lowest bits, which choose the slot.
 */
final class Hash {
  /** 2^64 divided by the golden ratio, made odd: bits without a pattern. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hash() {}

  static int of(int value) {
    return fold(mix(value));
  }

  static int of(long value) {
    return fold(mix(value));
  }

  /** The hash of bytes, eight at a time. */
  static int of(long start, int length) {
    long hash = length;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = mix(hash ^ Memory.readLong(start + at));
    }
    if (at < length) {
      hash = mix(hash ^ Memory.prefix(start + at, length - at));
    }
    return fold(hash);
  }

  private static long mix(long value) {
    return (value * GOLDEN) ^ Math.unsignedMultiplyHigh(value, GOLDEN);
  }

  private static int fold(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }
}
