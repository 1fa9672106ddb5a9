package dev.firn.engine.ingest;

import dev.firn.engine.metric.SealNanos;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long the phases of a seal take, from its first frame to its commit.
 *
 * <p>Threads: one.
 */
final class SealClock {
  private final LongSupplier nanos;
  private long read;
  private long cluster;
  private long staging;

  SealClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Reading a frame and bringing it into the table's schema; a part of staging. */
  <T> T read(Supplier<T> work) {
    long before = nanos.getAsLong();
    T result = work.get();
    read += nanos.getAsLong() - before;
    return result;
  }

  /** Putting rows in order; a part of staging. */
  <T> T cluster(Supplier<T> work) {
    long before = nanos.getAsLong();
    T result = work.get();
    cluster += nanos.getAsLong() - before;
    return result;
  }

  /** Taking rows from the log into files, and whatever that needs. */
  <T> T stage(Supplier<T> work) {
    long before = nanos.getAsLong();
    T result = work.get();
    staging += nanos.getAsLong() - before;
    return result;
  }

  /** All phases, when the commit has taken so long. */
  SealNanos withCommit(long commitNanos) {
    return new SealNanos(read, cluster, staging - cluster - read, commitNanos);
  }
}
