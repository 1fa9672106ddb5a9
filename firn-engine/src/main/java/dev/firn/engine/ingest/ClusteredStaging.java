package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.cluster.ClusterPlan;
import dev.firn.engine.cluster.ClusteredRows;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.cluster.SliceOrder;
import dev.firn.engine.cluster.SortedInput;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;

/**
 * All rows are put in the order (partition, sort order, arrival) and written, one file open at a
 * time, in one of three ways. They are held in memory as long as they fit into a share of the
 * budget. More of them wait on disk, in order, and are merged when the last one has come. Where all
 * that came is in order already and could be read again, what is held and what follows goes to the
 * files as it comes; if a later row is out of order, these files are removed and the rows are read
 * again. Inputs that are in order by their user's word are merged as they are read.
 *
 * <p>Threads: one at a time.
 */
final class ClusteredStaging implements BatchStaging {
  /** Names of files are registered for so many partitions at once, in one transaction. */
  private static final int PARTITIONS_AHEAD = 256;

  /** Of the budget, for rows in memory and what sorting them takes. */
  private static final double ROWS_SHARE = 0.5;

  /**
   * Of the budget, for rows in memory while others are put aside by a helper; at more than three
   * quarters everything gets smaller.
   */
  private static final double ROWS_SHARE_SPILLING = 0.7;

  /** Of the budget, for batches that arrive and what is made of them meanwhile. */
  private static final double FREE_SHARE_MIN = 0.1;

  /** Of the budget: fewer rows are not worth a run, they free next to nothing. */
  private static final double RUN_SHARE_MIN = 1.0 / 4_096;

  private final Parts parts;
  private Clustering clustering;
  private DataFileWriter writer;

  /**
   * What staging works with.
   *
   * @param plan how rows are clustered
   * @param clusterings makes what rows wait in, for each attempt another
   * @param writers makes what they are written by, for each attempt another
   * @param discard removes the files of an attempt, and fails if it cannot
   */
  record Parts(
      TableName table,
      ClusterPlan plan,
      MemoryBudget budget,
      BufferAllocator allocator,
      Supplier<Clustering> clusterings,
      Supplier<DataFileWriter> writers,
      Runnable discard,
      EngineMetrics metrics,
      SealClock clock) {}

  ClusteredStaging(Parts parts) {
    this.parts = parts;
    this.clustering = parts.clusterings().get();
    this.writer = parts.writers().get();
  }

  @Override
  public StagedFiles stage(StagingInput input) {
    List<SortedInput> sorted = input.sorted();
    if (!sorted.isEmpty()) {
      return merge(input, sorted);
    }
    if (!input.canBeReadAgain()) {
      return collect(input).orElseThrow();
    }
    clustering.noticeOrder();
    return collect(input)
        .orElseGet(
            () -> {
              beginAgain();
              return collect(input).orElseThrow();
            });
  }

  private StagedFiles merge(StagingInput input, List<SortedInput> sorted) {
    try (ClusteredRows rows = clustering.merge(sorted)) {
      write(rows);
      input.requireAllValid();
      if (clustering.hasSpilled()) {
        parts.metrics().clusteredOnDisk(parts.table());
      } else {
        parts.metrics().clusteredAsStream(parts.table());
      }
      return writer.finish();
    }
  }

  /** All rows in one attempt; empty if they lost their order when they had begun to be written. */
  private Optional<StagedFiles> collect(StagingInput input) {
    try (ValidBatches batches = input.open()) {
      for (Optional<ValidBatch> next = batches.next(); next.isPresent(); next = batches.next()) {
        if (holdOrStream(next.get())) {
          return stream(input, batches);
        }
      }
      input.requireAllValid();
    }
    boolean hasSpilled = clustering.hasSpilled();
    try (ClusteredRows rows = parts.clock().cluster(clustering::finish)) {
      write(rows);
      if (hasSpilled) {
        parts.metrics().clusteredOnDisk(parts.table());
      } else {
        parts.metrics().clusteredInMemory(parts.table());
      }
      return Optional.of(writer.finish());
    }
  }

  /** Takes a batch over; tells whether what is held is to be passed on, with all that follows. */
  private boolean holdOrStream(ValidBatch batch) {
    boolean isHeld = false;
    long bytes = batch.retainedBytes();
    try {
      awaitRoomFor(bytes);
      boolean isShort = isShortWith(batch);
      boolean streams = isShort && clustering.isInOrderWith(batch);
      if (isShort && !streams) {
        parts
            .clock()
            .cluster(
                () -> {
                  clustering.spill();
                  return true;
                });
      }
      clustering.add(batch);
      isHeld = true;
      // The next one is read before anybody can look at it.
      awaitRoomFor(bytes);
      return streams;
    } finally {
      if (!isHeld) {
        batch.close();
      }
    }
  }

  private Optional<StagedFiles> stream(StagingInput input, ValidBatches rest) {
    try (ClusteredRows rows = clustering.stream(rest)) {
      write(rows);
      if (!rows.isWhole()) {
        return Optional.empty();
      }
      input.requireAllValid();
      parts.metrics().clusteredAsStream(parts.table());
      return Optional.of(writer.finish());
    }
  }

  /** Nothing is left of the first attempt, and nothing is noticed in the second. */
  private void beginAgain() {
    close();
    parts.discard().run();
    parts.metrics().streamRestarted(parts.table());
    clustering = parts.clusterings().get();
    writer = parts.writers().get();
  }

  /** Waits for what is being put aside where that leaves too little for another batch. */
  private void awaitRoomFor(long batchBytes) {
    if (clustering.isSpilling() && isCrowdedWith(batchBytes)) {
      parts
          .clock()
          .cluster(
              () -> {
                clustering.awaitSpill();
                return true;
              });
    }
  }

  private boolean isCrowdedWith(long batchBytes) {
    long bytesMax = parts.budget().bytesMax();
    long rows = clustering.retainedBytes() + clustering.spillingBytes() + 2 * batchBytes;
    long used = parts.budget().usedBytes() + clustering.spillingSortBytes();
    return rows > bytesMax * ROWS_SHARE_SPILLING
        || used + 2 * batchBytes > bytesMax * (1 - FREE_SHARE_MIN);
  }

  /** The batch is in memory already, like those that are held. */
  private boolean isShortWith(ValidBatch batch) {
    if (clustering.retainedBytes() < parts.budget().bytesMax() * RUN_SHARE_MIN) {
      return false;
    }
    long rows = clustering.retainedBytes() + batch.retainedBytes();
    long sorting = clustering.sortBytesWith(batch);
    return rows + sorting + writer.encodeBytes(rows) > parts.budget().bytesMax() * ROWS_SHARE
        || parts.budget().usedBytes() + sorting > parts.budget().bytesMax() * (1 - FREE_SHARE_MIN);
  }

  private void write(ClusteredRows rows) {
    try (SliceOrder order = SliceOrder.of(parts.plan(), parts.allocator())) {
      for (List<PartitionKey> keys = rows.announce(PARTITIONS_AHEAD);
          !keys.isEmpty();
          keys = rows.announce(PARTITIONS_AHEAD)) {
        writer.expect(keys);
        for (Optional<PartitionSlice> slice = rows.next(); slice.isPresent(); slice = rows.next()) {
          BulkLoad.requireNotCancelled(parts.table());
          writer.append(slice.get(), order.continues(slice.get()));
        }
      }
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
            parts.budget().bytesMax(),
            shortage.getMessage()),
        shortage);
  }

  @Override
  public void close() {
    try (Clustering _ = clustering) {
      writer.close();
    }
  }
}
