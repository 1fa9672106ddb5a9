package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.table.StagedFiles;

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
    public void close() {
      writer.close();
    }
  }
}
