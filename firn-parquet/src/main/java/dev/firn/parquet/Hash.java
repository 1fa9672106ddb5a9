package dev.firn.parquet;

/**
 * Hashes for the dictionaries: one multiplication each, and both halves of its result are used, so
 * that numbers that differ only in their highest bits (round doubles, big-endian bytes) still
 * spread over the lowest bits, which choose the slot.
 */
final class Hash {
  /** 2^64 divided by the golden ratio, made odd: bits without a pattern. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Another number without a pattern, from SplitMix64 (Steele, Lea, Flood 2014). */
  private static final long ODD = 0xBF58476D1CE4E5B9L;

  /** What the first and the last eight bytes say all about. */
  static final int SHORT_BYTES_MAX = 2 * Long.BYTES;

  private Hash() {}

  static int of(int value) {
    return fold(mix(value));
  }

  static int of(long value) {
    return fold(mix(value));
  }

  /**
   * The hash of bytes.
   *
   * @param head the first eight of them, and
   * @param tail the last eight, as {@link Memory} has them
   */
  static int of(long head, long tail, long start, int length) {
    return length <= SHORT_BYTES_MAX ? ofShort(head, tail, length) : ofLong(start, length);
  }

  private static int ofShort(long head, long tail, int length) {
    return fold(mix(head + tail * ODD + length));
  }

  /** Eight at a time. */
  private static int ofLong(long start, int length) {
    long hash = length;
    for (int at = 0; at + Long.BYTES < length; at += Long.BYTES) {
      hash = mix(hash ^ Memory.readLong(start + at));
    }
    return fold(mix(hash ^ Memory.readLong(start + length - Long.BYTES)));
  }

  private static long mix(long value) {
    return (value * GOLDEN) ^ Math.unsignedMultiplyHigh(value, GOLDEN);
  }

  private static int fold(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }
}
