package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;

/**
 * A few rows at a time, with room for one word of each: what loops over keys work in. It fits the
 * processor's cache and is used again for the next rows.
 *
 * <p>Threads: one.
 */
public final class RowChunk {
  /** About 30 KB in all, so that a chunk stays in the processor's nearest caches. */
  public static final int ROWS_MAX = 1_024;

  final int[] batches = new int[ROWS_MAX];
  final int[] positions = new int[ROWS_MAX];
  final long[] words = new long[ROWS_MAX];
  final boolean[] nulls = new boolean[ROWS_MAX];

  /** Where values of bytes are, and how long. */
  final long[] addresses = new long[ROWS_MAX];

  final int[] lengths = new int[ROWS_MAX];
  int count;

  /** Shortest and longest value that {@link KeyColumn#readWords} met; of bytes only. */
  int lengthMin;

  int lengthMax;

  /** How many rows are in it. */
  public int count() {
    return count;
  }

  /** The word of each row, in the order of its values as signed numbers. */
  public long[] words() {
    return words;
  }

  /** Whether each row's value is null; its word means nothing then. */
  public boolean[] nulls() {
    return nulls;
  }

  /** The length of each row's value, of bytes only; means nothing for nulls. */
  public int[] lengths() {
    return lengths;
  }

  /** The shortest value of those read last. */
  public int lengthMin() {
    return lengthMin;
  }

  /** The longest value of those read last. */
  public int lengthMax() {
    return lengthMax;
  }

  /**
   * Finds rows by their numbers.
   *
   * @param numbers address of row numbers, 32 bits each
   * @param rowCount how many, at most {@link #ROWS_MAX}
   */
  public void load(RetainedRows rows, long numbers, int rowCount) {
    count = rowCount;
    int batch = 0;
    int start = 0;
    int end = 0;
    for (int i = 0; i < rowCount; i++) {
      int row = VectorMemory.ALL.get(VectorMemory.INT, numbers + i * 4L);
      if (row < start || row >= end) {
        batch = rows.batchOf(row);
        start = rows.rowCountBefore(batch);
        end = rows.rowCountBefore(batch + 1);
      }
      batches[i] = batch;
      positions[i] = row - start;
    }
  }

  /**
   * Takes rows of one batch that follow each other.
   *
   * @param rowCount how many, at most {@link #ROWS_MAX}
   */
  public void loadRange(int batch, int position, int rowCount) {
    count = rowCount;
    for (int i = 0; i < rowCount; i++) {
      batches[i] = batch;
      positions[i] = position + i;
    }
  }

  /**
   * Takes a row of one batch and behind it rows of another that follow each other.
   *
   * @param rowCount how many rows of the other, less than {@link #ROWS_MAX}
   */
  public void loadBehind(int firstBatch, int firstPosition, int batch, int position, int rowCount) {
    count = rowCount + 1;
    batches[0] = firstBatch;
    positions[0] = firstPosition;
    for (int i = 0; i < rowCount; i++) {
      batches[i + 1] = batch;
      positions[i + 1] = position + i;
    }
  }

  /** Lets go of all rows but those from one place to before another. */
  public void keep(int from, int to) {
    System.arraycopy(batches, from, batches, 0, to - from);
    System.arraycopy(positions, from, positions, 0, to - from);
    count = to - from;
  }
}
