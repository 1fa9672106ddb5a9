package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.RetainedRows;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the batches of a load and puts their rows in the order (partition, sort order, arrival):
 * in memory, or in runs on disk that are merged in the end.
 *
 * <p>Limit: none of its own; it says how much it holds and how much sorting will take, and its
 * owner decides when what is held is spilled.
 *
 * <p>Threads: one at a time.
 */
public final class Clustering implements AutoCloseable {
  private final ClusterPlan plan;
  private final SpillSpace space;
  private final BufferAllocator allocator;
  private final RetainedRows rows = new RetainedRows();
  private @Nullable Spill spill;
  private long spilledRows;

  private Clustering(ClusterPlan plan, SpillSpace space, BufferAllocator allocator) {
    this.plan = plan;
    this.space = space;
    this.allocator = allocator;
  }

  /**
   * A clustering without rows.
   *
   * @param allocator of what sorting takes
   */
  public static Clustering of(ClusterPlan plan, SpillSpace space, BufferAllocator allocator) {
    return new Clustering(plan, space, allocator);
  }

  /** Takes over a batch. */
  public void add(ValidBatch batch) {
    rows.add(batch);
  }

  /** How many rows were added. */
  public long rowCount() {
    return spilledRows + rows.rowCount();
  }

  /** Bytes of the batches in memory. */
  public long retainedBytes() {
    return rows.retainedBytes();
  }

  /**
   * What sorting the batches in memory would take beside them, with one more: row numbers, keys,
   * the batch lent.
   */
  public long sortBytesWith(ValidBatch added) {
    // Buffers are rounded up to powers of two.
    long keys = (rows.rowCount() + (long) added.rowCount()) * KeySort.BYTES_PER_ROW;
    return 2 * (keys + Math.min(Gather.BYTES_MAX, rows.retainedBytes() + added.retainedBytes()));
  }

  /** Puts all that is in memory aside, in order. */
  public void spill() {
    if (rows.rowCount() == 0) {
      return;
    }
    Spill into = spill;
    if (into == null) {
      into = new Spill(plan, space, allocator);
      spill = into;
    }
    into.add(rows);
    spilledRows += rows.rowCount();
    rows.close();
  }

  /** All rows that were added, in their order; valid until this is closed. */
  public ClusteredRows finish() {
    if (spill == null) {
      return SortedRows.of(plan, rows, allocator);
    }
    spill();
    Spill all = spill;
    spill = null;
    try {
      return all.merge();
    } catch (RuntimeException | Error e) {
      try (all) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try (Spill _ = spill) {
      rows.close();
    }
  }
}
