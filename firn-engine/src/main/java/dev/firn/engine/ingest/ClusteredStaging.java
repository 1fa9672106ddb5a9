package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.cluster.ClusteredRows;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
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

  /** Of the budget that others may leave free before rows go to disk all the same. */
  private static final double FREE_SHARE_MIN = 0.2;

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
      if (clustering.retainedRowCount() > 0 && isShort(batch.retainedBytes())) {
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

  private boolean isShort(long addedBytes) {
    long rows = clustering.retainedBytes() + addedBytes;
    long work = clustering.sortBytes() + writer.encodeBytes(rows);
    return rows + work > budget.bytesMax() * ROWS_SHARE
        || budget.usedBytes() > budget.bytesMax() * (1 - FREE_SHARE_MIN);
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
