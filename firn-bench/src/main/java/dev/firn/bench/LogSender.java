package dev.firn.bench;

import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.Receipt;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the same rows again and again, under new numbers.
 *
 * <p>Threads: one at a time.
 */
final class LogSender implements AutoCloseable {
  private final Appender appender;
  private final LineitemRows rows;
  private long nextRow = 1;

  LogSender(Appender appender, LineitemRows rows) {
    this.appender = appender;
    this.rows = rows;
  }

  int rowsPerBatch() {
    return rows.rowCount();
  }

  /** Bytes of a batch's Arrow buffers. */
  long batchBytes() {
    return rows.bufferBytes();
  }

  /** Appends a batch; its receipt comes when it is on disk. */
  CompletableFuture<Receipt> append() {
    long first = nextRow;
    nextRow += rows.rowCount();
    return appender.append(rows.share(), first).toCompletableFuture();
  }

  @Override
  public void close() {
    appender.close();
    rows.close();
  }
}
