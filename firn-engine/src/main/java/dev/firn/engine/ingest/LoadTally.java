package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;

/**
 * What a load has taken from its sources so far.
 *
 * <p>Threads: one at a time.
 */
final class LoadTally {
  private long batches;
  private long rows;
  private long bytes;

  void add(ValidBatch batch) {
    batches++;
    rows += batch.rowCount();
    bytes += batch.retainedBytes();
  }

  long batches() {
    return batches;
  }

  long rows() {
    return rows;
  }

  /** In memory, as Arrow holds them. */
  long bytes() {
    return bytes;
  }
}
