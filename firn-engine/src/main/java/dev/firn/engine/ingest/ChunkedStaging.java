package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.cluster.ClusterPlan;
import dev.firn.engine.cluster.ClusteredRows;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;

/**
 * Rows are held as long as they fit into a share of the memory budget, then put in order and
 * written; the next ones make files of their own. So a partition may get several files, each in
 * order.
 *
 * <p>Threads: one at a time.
 */
final class ChunkedStaging implements BatchStaging {
  /** Of the budget; the rest is for the batches that arrive meanwhile. */
  private static final double BUDGET_SHARE = 0.5;

  private final TableName table;
  private final MemoryBudget budget;
  private final ClusterPlan plan;
  private final DataFileWriter writer;
  private final SealClock clock;
  private Clustering clustering;

  ChunkedStaging(
      TableName table,
      MemoryBudget budget,
      ClusterPlan plan,
      DataFileWriter writer,
      SealClock clock) {
    this.table = table;
    this.budget = budget;
    this.plan = plan;
    this.writer = writer;
    this.clock = clock;
    this.clustering = Clustering.of(plan, budget.arrowRoot());
  }

  @Override
  public void append(ValidBatch batch) {
    long grown = clustering.retainedBytes() + batch.retainedBytes();
    long work = clustering.sortBytes() + writer.encodeBytes(grown);
    boolean isAdded = false;
    try {
      if (clustering.rowCount() > 0 && grown + work > budget.bytesMax() * BUDGET_SHARE) {
        writeChunk();
      }
      clustering.add(batch);
      isAdded = true;
    } finally {
      if (!isAdded) {
        batch.close();
      }
    }
  }

  @Override
  public StagedFiles finish() {
    writeChunk();
    return writer.finish();
  }

  @Override
  public FirnException refusal(TableName refused, Throwable shortage) {
    return new FirnException(
        ErrorCode.MEMORY,
        "Seal of '"
            + refused
            + "': expected the rows of a file to fit the memory budget, found: "
            + shortage.getMessage()
            + " Raise storage.parquet.memory.max_usage.",
        shortage);
  }

  @Override
  public void close() {
    try (Clustering _ = clustering) {
      writer.close();
    }
  }

  private void writeChunk() {
    try (Clustering chunk = clustering) {
      clustering = Clustering.of(plan, budget.arrowRoot());
      if (chunk.rowCount() > 0) {
        try (ClusteredRows rows = clock.cluster(chunk::finish)) {
          ClusteredStaging.write(rows, writer, table);
        }
        writer.endRun();
      }
    }
  }
}
