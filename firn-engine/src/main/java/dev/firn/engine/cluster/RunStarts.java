package dev.firn.engine.cluster;

import java.util.Arrays;

/**
 * Where stretches of equal rows begin, in ascending order.
 *
 * <p>Limit: four bytes of heap for each; one for each row at most.
 */
final class RunStarts {
  private int[] starts = new int[16];
  private int count;

  /** One stretch of all rows. */
  static RunStarts ofOne() {
    RunStarts one = new RunStarts();
    one.add(0);
    return one;
  }

  void add(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = start;
  }

  int count() {
    return count;
  }

  int get(int index) {
    return starts[index];
  }
}
