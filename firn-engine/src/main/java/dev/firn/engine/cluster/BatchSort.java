package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.parquet.WriterResources;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Puts the rows of each batch in order when it arrives. Rows that are brought together later, out
 * of many batches, then come from as many ascending streams: without this each value would be read
 * at a place of its own, and each read would wait for memory and for the translation of its
 * address.
 *
 * <p>Limit: one batch more, and its keys.
 *
 * <p>Threads: one.
 */
final class BatchSort {
  /** Fewer rows are a stretch of their own, in order or not. */
  private static final int ROWS_MIN = 64;

  /** More do not fit into the caches, so nothing is gained. */
  private static final long BYTES_MAX = 32L << 20;

  /** Of the budget, for a copy of a batch. */
  private static final int COPY_SHARE = 16;

  /** What is left of the budget beside the copy: none of it is worth waiting for. */
  private static final double FREE_SHARE_MIN = 0.1;

  private final ClusterPlan plan;
  private final Schema schema;
  private final WriterResources resources;
  private final MemoryBudget budget;
  private final RowRanges ranges = new RowRanges();

  /**
   * A sort of batches by a plan.
   *
   * @param budget where it is short, or a batch a large part of it, batches stay as they are
   */
  BatchSort(ClusterPlan plan, WriterResources resources, MemoryBudget budget) {
    this.plan = plan;
    this.schema = ArrowMapping.toArrow(plan.schema());
    this.resources = resources;
    this.budget = budget;
  }

  /**
   * The rows of a batch in their order: the batch itself if they are, or if it is not worth it.
   *
   * @param batch taken over
   */
  ValidBatch sorted(ValidBatch batch) {
    if (batch.rowCount() < ROWS_MIN || !fits(batch)) {
      return batch;
    }
    // Lent until it is known what becomes of it.
    RetainedRows rows = new RetainedRows();
    rows.add(batch);
    try (KeySort sort = KeySort.of(rows, resources.allocator())) {
      sort.sort(SortKey.of(plan, rows), 0, rows.rowCount());
      ranges.clear();
      for (int place = 0; place < rows.rowCount(); place++) {
        ranges.addRow(0, sort.row(place));
      }
    }
    if (ranges.count == 1) {
      return batch;
    }
    Gather gather = Gather.of(schema, rows, resources);
    boolean isDone = false;
    try {
      VectorSchemaRoot sorted = gather.gather(ranges);
      isDone = true;
      batch.close();
      // The columns are the new batch's now, and the gather is not used again.
      return ValidBatch.of(batch.origin(), sorted);
    } finally {
      if (!isDone) {
        gather.close();
      }
    }
  }

  private boolean fits(ValidBatch batch) {
    long copy = batch.retainedBytes();
    long keys = (long) batch.rowCount() * KeySort.BYTES_PER_ROW;
    return copy <= Math.min(BYTES_MAX, budget.bytesMax() / COPY_SHARE)
        && budget.usedBytes() + 2 * copy + keys <= budget.bytesMax() * (1 - FREE_SHARE_MIN);
  }
}
