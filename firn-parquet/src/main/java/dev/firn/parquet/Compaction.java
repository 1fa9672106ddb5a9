package dev.firn.parquet;

/** Closes the gaps that nulls leave between values, in place, by 64 rows at a time. */
final class Compaction {
  private static final long ALL = -1L;

  private Compaction() {}

  static void compact(int[] values, long[] validity, int rowCount) {
    int to = 0;
    for (int word = 0; word < Bits.wordCount(rowCount); word++) {
      long bits = validity[word];
      int base = word << 6;
      if (bits == ALL) {
        System.arraycopy(values, base, values, to, Long.SIZE);
        to += Long.SIZE;
        continue;
      }
      for (; bits != 0; bits &= bits - 1) {
        values[to++] = values[base + Long.numberOfTrailingZeros(bits)];
      }
    }
  }

  static void compact(long[] values, long[] validity, int rowCount) {
    int to = 0;
    for (int word = 0; word < Bits.wordCount(rowCount); word++) {
      long bits = validity[word];
      int base = word << 6;
      if (bits == ALL) {
        System.arraycopy(values, base, values, to, Long.SIZE);
        to += Long.SIZE;
        continue;
      }
      for (; bits != 0; bits &= bits - 1) {
        values[to++] = values[base + Long.numberOfTrailingZeros(bits)];
      }
    }
  }

  /** Compacts single bits; the bits behind the last value become zero. */
  static void compactBits(long[] bits, long[] validity, int rowCount) {
    long pending = 0;
    int pendingCount = 0;
    int to = 0;
    int wordCount = Bits.wordCount(rowCount);
    for (int word = 0; word < wordCount; word++) {
      long dense = Long.compress(bits[word], validity[word]);
      int count = Long.bitCount(validity[word]);
      pending |= dense << pendingCount;
      if (pendingCount + count >= Long.SIZE) {
        bits[to++] = pending;
        pending = pendingCount == 0 ? 0 : dense >>> (Long.SIZE - pendingCount);
        pendingCount -= Long.SIZE;
      }
      pendingCount += count;
    }
    for (; to < wordCount; to++) {
      bits[to] = pending;
      pending = 0;
    }
  }
}
