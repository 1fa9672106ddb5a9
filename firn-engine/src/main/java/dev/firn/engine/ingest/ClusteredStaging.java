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
 * All rows are held until the last one has come, put in the order (partition, sort order, arrival),
 * and written, one file open at a time.
 *
 * <p>Limit: the memory budget has to hold the batches, the keys and what encoding takes. A load
 * that grows past that is refused with {@link ErrorCode#MEMORY} as soon as it is known.
 *
 * <p>Threads: one at a time.
 */
final class ClusteredStaging implements BatchStaging {
  /** Names of files are registered for so many partitions at once, in one transaction. */
  private static final int PARTITIONS_AHEAD = 256;

  private final TableName table;
  private final MemoryBudget budget;
  private final Clustering clustering;
  private final DataFileWriter writer;

  ClusteredStaging(
      TableName table, MemoryBudget budget, Clustering clustering, DataFileWriter writer) {
    this.table = table;
    this.budget = budget;
    this.clustering = clustering;
    this.writer = writer;
  }

  @Override
  public void append(ValidBatch batch) {
    clustering.add(batch);
    if (clustering.retainedBytes() + workBytes() > budget.bytesMax()) {
      throw new FirnException(ErrorCode.MEMORY, refusal());
    }
  }

  @Override
  public StagedFiles finish() {
    try (ClusteredRows rows = clustering.finish()) {
      write(rows, writer, table);
      return writer.finish();
    }
  }

  /** Writes rows that were put in order, one file open at a time. */
  static void write(ClusteredRows rows, DataFileWriter writer, TableName table) {
    for (List<PartitionKey> keys = rows.announce(PARTITIONS_AHEAD);
        !keys.isEmpty();
        keys = rows.announce(PARTITIONS_AHEAD)) {
      writer.expect(keys);
      for (Optional<PartitionSlice> slice = rows.next(); slice.isPresent(); slice = rows.next()) {
        BulkLoad.requireNotCancelled(table);
        writer.append(slice.get());
      }
    }
  }

  @Override
  public FirnException refusal(TableName refused, Throwable shortage) {
    return new FirnException(ErrorCode.MEMORY, refusal(), shortage);
  }

  @Override
  public void close() {
    try (clustering) {
      writer.close();
    }
  }

  /** What will be taken beside the batches. */
  private long workBytes() {
    return clustering.sortBytes() + writer.encodeBytes(clustering.retainedBytes());
  }

  private String refusal() {
    return String.format(
        Locale.ROOT,
        "Load into '%s': expected its rows to fit the memory budget of %,d bytes, because they are"
            + " put in order by partition and sort order all at once, found %,d bytes in %,d rows"
            + " so far, and %,d more needed to sort and encode them. Raise"
            + " storage.parquet.memory.max_usage, or load fewer files at a time.",
        table,
        budget.bytesMax(),
        clustering.retainedBytes(),
        clustering.rowCount(),
        workBytes());
  }
}
