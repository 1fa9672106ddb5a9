package dev.firn.engine.cluster;

import dev.firn.engine.partition.RowChunk;

/**
 * How the words of some rows at one depth differ: which bits are needed to tell them apart.
 *
 * <p>Threads: one.
 */
final class WordRange {
  private long min;
  private long max;
  private long first;
  private long differing;
  private int valueCount;
  private int nullCount;
  private int lengthMin;
  private int lengthMax;

  void clear() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
    first = 0;
    differing = 0;
    valueCount = 0;
    nullCount = 0;
    lengthMin = Integer.MAX_VALUE;
    lengthMax = 0;
  }

  void add(RowChunk chunk) {
    int nulls = count(chunk.nulls(), chunk.count());
    nullCount += nulls;
    lengthMin = Math.min(lengthMin, chunk.lengthMin());
    lengthMax = Math.max(lengthMax, chunk.lengthMax());
    if (nulls == 0) {
      addWords(chunk.words(), chunk.count());
    } else {
      addWords(chunk.words(), chunk.nulls(), chunk.count());
    }
  }

  /** For words without nulls. */
  void addWords(long[] words, int count) {
    if (valueCount == 0 && count > 0) {
      first = words[0];
    }
    long low = min;
    long high = max;
    long bits = differing;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, words[i]);
      high = Math.max(high, words[i]);
      bits |= words[i] ^ first;
    }
    min = low;
    max = high;
    differing = bits;
    valueCount += count;
  }

  private void addWords(long[] words, boolean[] nulls, int count) {
    for (int i = 0; i < count; i++) {
      if (!nulls[i]) {
        first = valueCount == 0 ? words[i] : first;
        min = Math.min(min, words[i]);
        max = Math.max(max, words[i]);
        differing |= words[i] ^ first;
        valueCount++;
      }
    }
  }

  /** The least word; 0 if all are nulls. */
  long min() {
    return valueCount == 0 ? 0 : min;
  }

  /** Low bits that are the same in all words. */
  int sharedLowBits() {
    return differing == 0 ? 0 : Long.numberOfTrailingZeros(differing);
  }

  /** Bits that tell the words apart, after the least is taken off and the shared are cut. */
  int bits() {
    return valueCount == 0
        ? 0
        : Long.SIZE - Long.numberOfLeadingZeros((max - min) >>> sharedLowBits());
  }

  boolean hasNulls() {
    return nullCount > 0;
  }

  boolean hasValues() {
    return valueCount > 0;
  }

  int lengthMin() {
    return lengthMin;
  }

  int lengthMax() {
    return lengthMax;
  }

  private static int count(boolean[] nulls, int count) {
    int nullCount = 0;
    for (int i = 0; i < count; i++) {
      nullCount += nulls[i] ? 1 : 0;
    }
    return nullCount;
  }
}
