package dev.firn.engine.log;

import dev.firn.engine.batch.ValidBatch;
import java.util.concurrent.CompletableFuture;

/**
 * A batch on its way into a log. Owns the batch and its body until {@link #release}.
 *
 * <p>Threads: handed from the sender to the log's writer.
 */
final class LogEntry {
  private final Sender sender;
  private final RowSpan rows;
  private final ValidBatch batch;
  private final FrameBody body;
  private final CompletableFuture<LoggedRows> answer = new CompletableFuture<>();

  LogEntry(Sender sender, RowSpan rows, ValidBatch batch, FrameBody body) {
    this.sender = sender;
    this.rows = rows;
    this.batch = batch;
    this.body = body;
  }

  Sender sender() {
    return sender;
  }

  RowSpan rows() {
    return rows;
  }

  ValidBatch batch() {
    return batch;
  }

  FrameBody body() {
    return body;
  }

  CompletableFuture<LoggedRows> answer() {
    return answer;
  }

  /** Gives the memory back. */
  void release() {
    try (batch) {
      body.close();
    }
  }
}
