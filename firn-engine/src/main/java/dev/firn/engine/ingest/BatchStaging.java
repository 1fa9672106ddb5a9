package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import dev.firn.engine.work.ReadAhead;
import java.util.Optional;

/**
 * What becomes of the rows of one load or seal: finished files. {@link #close} after a failure
 * throws away what was begun.
 *
 * <p>Threads: one at a time.
 */
sealed interface BatchStaging extends AutoCloseable
    permits BatchStaging.Streamed, ClusteredStaging {
  /** All rows of an input, in finished files. Called once. */
  StagedFiles stage(StagingInput input);

  /** What a load is told whose buffers did not fit. */
  FirnException refusal(TableName table, Throwable shortage);

  @Override
  void close();

  /**
   * Rows are written as they come, batch by batch; nothing is retained but the next batch, which is
   * read meanwhile.
   */
  record Streamed(DataFilePlan plan, DataFileWriter writer) implements BatchStaging {
    /** The next batch will be as large as the last one, as it is read and as it is written. */
    private static final int BATCHES_AHEAD = 2;

    @Override
    public StagedFiles stage(StagingInput input) {
      boolean mayReadAhead = plan.resources().parallelism() > 1 && input.canBeReadAhead();
      try (ValidBatches batches = input.open();
          ReadAhead<ValidBatch> ahead =
              new ReadAhead<>(batches::next, ValidBatch::close, plan.resources().executor())) {
        for (Optional<ValidBatch> next = ahead.next(); next.isPresent(); next = ahead.next()) {
          try (ValidBatch batch = next.get()) {
            if (mayReadAhead) {
              // Who reads would notice, but that is the helper now.
              BulkLoad.requireNotCancelled(plan.table());
              if (plan.budget().isRoomyWith(BATCHES_AHEAD * batch.retainedBytes())) {
                ahead.begin();
              }
            }
            writer.append(batch);
          }
        }
      }
      input.requireAllValid();
      return writer.finish();
    }

    @Override
    public FirnException refusal(TableName table, Throwable shortage) {
      return new FirnException(
          ErrorCode.MEMORY,
          "Load into '"
              + table
              + "': expected its buffers to fit the memory budget, found: "
              + shortage.getMessage()
              + " Raise storage.parquet.memory.max_usage or lower batch_size.",
          shortage);
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
