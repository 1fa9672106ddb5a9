package dev.firn.input.text;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a batch waits for further records, from its first on.
 *
 * @param time zero for no longer than it takes to read what is there
 * @param nanos a clock that never jumps
 */
public record Linger(Duration time, LongSupplier nanos) {
  /** Beyond a person's patience, and far below what overflows a clock of nanoseconds. */
  private static final Duration MAX = Duration.ofDays(365);

  public Linger {
    if (time.isNegative() || time.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          "A batch must wait between no time and " + MAX + ", found " + time);
    }
  }

  /** When a batch that has its first record now is to end. */
  long deadline() {
    return nanos.getAsLong() + time.toNanos();
  }

  /** Nanoseconds until then; zero or less once it has passed. */
  long nanosUntil(long deadline) {
    return deadline - nanos.getAsLong();
  }
}
