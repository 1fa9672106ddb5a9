package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.cluster.ClusteredRows;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All rows are put in the order (partition, sort order, arrival) and written, one file open at a
 * time. They are held in memory as long as they fit into a share of the budget; more of them wait
 * on disk, in order, and are merged when the last one has come.
 *
 * <p>Threads: one at a time.
 */
final class ClusteredStaging implements BatchStaging {
  /** Names of files are registered for so many partitions at once, in one transaction. */
  private static final int PARTITIONS_AHEAD = 256;

  /** Of the budget, for rows in memory and what sorting them takes. */
  private static final double ROWS_SHARE = 0.5;

  /** Of the budget, for batches that arrive and what is made of them meanwhile. */
  private static final double FREE_SHARE_MIN = 0.1;

  /** Of the budget: fewer rows are not worth a run, they free next to nothing. */
  private static final double RUN_SHARE_MIN = 1.0 / 4_096;

  private final TableName table;
  private final MemoryBudget budget;
  private final Clustering clustering;
  private final DataFileWriter writer;
  private final SealClock clock;

  ClusteredStaging(
      TableName table,
      MemoryBudget budget,
      Clustering clustering,
      DataFileWriter writer,
      SealClock clock) {
    this.table = table;
    this.budget = budget;
    this.clustering = clustering;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void append(ValidBatch batch) {
    boolean isAdded = false;
    try {
      if (isShortWith(batch)) {
        clock.cluster(
            () -> {
              clustering.spill();
              return true;
            });
      }
      clustering.add(batch);
      isAdded = true;
    } finally {
      if (!isAdded) {
        batch.close();
      }
    }
  }

  /** The batch is in memory already, like those that are held. */
  private boolean isShortWith(ValidBatch batch) {
    if (clustering.retainedBytes() < budget.bytesMax() * RUN_SHARE_MIN) {
      return false;
    }
    long rows = clustering.retainedBytes() + batch.retainedBytes();
    long sorting = clustering.sortBytesWith(batch);
    return rows + sorting + writer.encodeBytes(rows) > budget.bytesMax() * ROWS_SHARE
        || budget.usedBytes() + sorting > budget.bytesMax() * (1 - FREE_SHARE_MIN);
  }

  @Override
  public StagedFiles finish() {
    try (ClusteredRows rows = clock.cluster(clustering::finish)) {
      for (List<PartitionKey> keys = rows.announce(PARTITIONS_AHEAD);
          !keys.isEmpty();
          keys = rows.announce(PARTITIONS_AHEAD)) {
        writer.expect(keys);
        for (Optional<PartitionSlice> slice = rows.next(); slice.isPresent(); slice = rows.next()) {
          BulkLoad.requireNotCancelled(table);
          writer.append(slice.get());
        }
      }
      return writer.finish();
    }
  }

  @Override
  public FirnException refusal(TableName refused, Throwable shortage) {
    return new FirnException(
        ErrorCode.MEMORY,
        String.format(
            Locale.ROOT,
            "Rows for '%s': expected a batch, what sorting it takes and a row group to fit the"
                + " memory budget of %,d bytes, found: %s Raise storage.parquet.memory.max_usage"
                + " or lower batch_size.",
            refused,
            budget.bytesMax(),
            shortage.getMessage()),
        shortage);
  }

  @Override
  public void close() {
    try (clustering) {
      writer.close();
    }
  }
}
