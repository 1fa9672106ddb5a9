package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
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

  /** Rows are written as they come, batch by batch; nothing is retained. */
  record Streamed(DataFileWriter writer) implements BatchStaging {
    @Override
    public StagedFiles stage(StagingInput input) {
      try (ValidBatches batches = input.open()) {
        for (Optional<ValidBatch> next = batches.next(); next.isPresent(); next = batches.next()) {
          try (ValidBatch batch = next.get()) {
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
