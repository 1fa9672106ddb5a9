package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.RetainedRows;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Collects the batches of a load and puts their rows in the order (partition, sort order, arrival),
 * in memory.
 *
 * <p>Limit: none of its own; it says how much it holds and how much sorting will take, and its
 * owner decides.
 *
 * <p>Threads: one at a time.
 */
public final class Clustering implements AutoCloseable {
  private final ClusterPlan plan;
  private final BufferAllocator allocator;
  private final RetainedRows rows = new RetainedRows();

  private Clustering(ClusterPlan plan, BufferAllocator allocator) {
    this.plan = plan;
    this.allocator = allocator;
  }

  /**
   * A clustering without rows.
   *
   * @param allocator of what sorting takes
   */
  public static Clustering of(ClusterPlan plan, BufferAllocator allocator) {
    return new Clustering(plan, allocator);
  }

  /** Takes over a batch. */
  public void add(ValidBatch batch) {
    rows.add(batch);
  }

  /** How many rows were added. */
  public long rowCount() {
    return rows.rowCount();
  }

  /** Bytes of the batches. */
  public long retainedBytes() {
    return rows.retainedBytes();
  }

  /** What {@link #finish} takes beside the batches: for row numbers, keys and the batch lent. */
  public long sortBytes() {
    // Buffers are rounded up to powers of two.
    long gathered = 2 * Math.min(Gather.BYTES_MAX, rows.retainedBytes());
    return rows.rowCount() * (long) KeySort.BYTES_PER_ROW + gathered;
  }

  /** All rows that were added, in their order; valid until this is closed. */
  public ClusteredRows finish() {
    return SortedRows.of(plan, rows, allocator);
  }

  @Override
  public void close() {
    rows.close();
  }
}
