package dev.firn.engine.cluster;

import java.util.Arrays;

/**
 * Stretches of consecutive positions in retained batches, in the order in which they are gathered.
 *
 * <p>Threads: one.
 */
final class RowRanges {
  int[] batches = new int[64];
  int[] starts = new int[64];
  int[] lengths = new int[64];
  int count;

  /** The sum of the lengths. */
  int positions;

  void clear() {
    count = 0;
    positions = 0;
  }

  /** Adds a row, to the last stretch if it is the next in it. */
  void addRow(int batch, int position) {
    int last = count - 1;
    if (last >= 0 && batches[last] == batch && starts[last] + lengths[last] == position) {
      lengths[last]++;
      positions++;
    } else {
      add(batch, position, 1);
    }
  }

  void add(int batch, int start, int length) {
    if (count == batches.length) {
      batches = Arrays.copyOf(batches, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    batches[count] = batch;
    starts[count] = start;
    lengths[count] = length;
    count++;
    positions = Math.addExact(positions, length);
  }
}
