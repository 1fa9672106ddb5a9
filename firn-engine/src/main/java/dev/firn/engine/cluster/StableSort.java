package dev.firn.engine.cluster;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sorts stretches of off-heap memory: words of 64 bits, unsigned, each with a row number of 32 bits
 * that goes with it. Equal words keep their order.
 */
final class StableSort {
  /** Below this many, counting digits costs more than moving rows. */
  private static final int INSERTION_ROWS_MAX = 48;

  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private StableSort() {}

  /** Whether words are in order already. */
  static boolean isSorted(long words, int count) {
    long previous = 0;
    for (int i = 0; i < count; i++) {
      long word = readLong(words, i);
      if (Long.compareUnsigned(word, previous) < 0) {
        return false;
      }
      previous = word;
    }
    return true;
  }

  /**
   * Sorts words and their rows.
   *
   * @param words address of the words; {@code spareWords} is as much room to work in
   * @param rows address of the row numbers; {@code spareRows} is as much room to work in
   * @param bits how many of the words' low bits differ at all
   */
  static void sort(long words, long spareWords, long rows, long spareRows, int count, int bits) {
    if (count <= INSERTION_ROWS_MAX) {
      insert(words, rows, count);
      return;
    }
    int[] ends = new int[DIGITS];
    boolean inSpare = false;
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      long fromWords = inSpare ? spareWords : words;
      long fromRows = inSpare ? spareRows : rows;
      if (countDigits(fromWords, count, shift, ends)) {
        scatter(
            fromWords,
            fromRows,
            inSpare ? words : spareWords,
            inSpare ? rows : spareRows,
            count,
            shift,
            ends);
        inSpare = !inSpare;
      }
    }
    if (inSpare) {
      copy(spareWords, words, count * 8L);
      copy(spareRows, rows, count * 4L);
    }
  }

  private static void insert(long words, long rows, int count) {
    for (int i = 1; i < count; i++) {
      long word = readLong(words, i);
      int row = readInt(rows, i);
      int at = i - 1;
      while (at >= 0 && Long.compareUnsigned(readLong(words, at), word) > 0) {
        writeLong(words, at + 1, readLong(words, at));
        writeInt(rows, at + 1, readInt(rows, at));
        at--;
      }
      writeLong(words, at + 1, word);
      writeInt(rows, at + 1, row);
    }
  }

  /** Counts a digit and makes places of it; false if all words have the same one. */
  private static boolean countDigits(long words, int count, int shift, int[] places) {
    Arrays.fill(places, 0);
    for (int i = 0; i < count; i++) {
      places[(int) (readLong(words, i) >>> shift) & (DIGITS - 1)]++;
    }
    if (places[(int) (readLong(words, 0) >>> shift) & (DIGITS - 1)] == count) {
      return false;
    }
    int place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int next = place + places[digit];
      places[digit] = place;
      place = next;
    }
    return true;
  }

  private static void scatter(
      long words, long rows, long toWords, long toRows, int count, int shift, int[] places) {
    for (int i = 0; i < count; i++) {
      long word = readLong(words, i);
      int place = places[(int) (word >>> shift) & (DIGITS - 1)]++;
      writeLong(toWords, place, word);
      writeInt(toRows, place, readInt(rows, i));
    }
  }

  static long readLong(long address, int index) {
    return VectorMemory.ALL.get(VectorMemory.LONG, address + index * 8L);
  }

  static int readInt(long address, int index) {
    return VectorMemory.ALL.get(VectorMemory.INT, address + index * 4L);
  }

  static void writeLong(long address, int index, long value) {
    VectorMemory.ALL.set(VectorMemory.LONG, address + index * 8L, value);
  }

  static void writeInt(long address, int index, int value) {
    VectorMemory.ALL.set(VectorMemory.INT, address + index * 4L, value);
  }

  private static void copy(long from, long to, long byteCount) {
    MemorySegment.copy(VectorMemory.ALL, from, VectorMemory.ALL, to, byteCount);
  }
}
