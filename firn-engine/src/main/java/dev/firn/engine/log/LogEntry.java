package dev.firn.engine.log;

import dev.firn.engine.batch.ValidBatch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way into a log. Owns the batch and its body until {@link #release}. What became of
 * it is noted first and told when its memory and its room are free again, so that a sender that
 * goes on at once finds them.
 *
 * <p>Threads: handed from the sender to the log's writer.
 */
final class LogEntry {
  private final Sender sender;
  private final RowSpan rows;
  private final ValidBatch batch;
  private final FrameBody body;
  private final CompletableFuture<LoggedRows> answer = new CompletableFuture<>();
  private @Nullable LoggedRows logged;
  private @Nullable Throwable failure;

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

  /** Notes that the rows are durable, unless something else was noted before. */
  void succeed(LoggedRows rows) {
    if (failure == null) {
      logged = rows;
    }
  }

  /** Notes that they are not, or that it is not known, unless something else was noted before. */
  void fail(Throwable cause) {
    if (logged == null && failure == null) {
      failure = cause;
    }
  }

  /** Tells the sender what was noted. */
  void tell() {
    if (logged != null) {
      answer.complete(logged);
    } else {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("Nothing became of a batch.") : failure);
    }
  }

  /** Gives the memory back. */
  void release() {
    try (batch) {
      body.close();
    }
  }
}
