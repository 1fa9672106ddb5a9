package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;

/**
 * Where the valid batches of one load go, and what becomes of them: finished files. {@link #close}
 * before {@link #finish} throws away what was begun.
 *
 * <p>Threads: one at a time.
 */
sealed interface BatchStaging extends AutoCloseable
    permits BatchStaging.Streamed, ClusteredStaging {
  /** Takes over a batch. */
  void append(ValidBatch batch);

  /** All rows that were appended, in finished files. */
  StagedFiles finish();

  /** What a load is told whose buffers did not fit. */
  FirnException refusal(TableName table, Throwable shortage);

  @Override
  void close();

  /** Rows are written as they come, batch by batch; nothing is retained. */
  record Streamed(DataFileWriter writer) implements BatchStaging {
    @Override
    public void append(ValidBatch batch) {
      try (batch) {
        writer.append(batch);
      }
    }

    @Override
    public StagedFiles finish() {
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
