package dev.firn.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What one sender waited for its answers, each of them. Grows with their number: a few million
 * doubles in the longest run.
 *
 * <p>Threads: safe; answers come from other threads than the sender's.
 */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private double[] millis = new double[1_024];
  private int count;

  synchronized void addNanos(long nanos) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count] = nanos / NANOS_PER_MILLI;
    count++;
  }

  synchronized boolean isEmpty() {
    return count == 0;
  }

  /** All of several senders together. */
  static Percentiles join(List<Latencies> senders) {
    return Percentiles.of(
        senders.stream().flatMapToDouble(each -> Arrays.stream(each.copy())).toArray());
  }

  private synchronized double[] copy() {
    return Arrays.copyOf(millis, count);
  }
}
