package dev.firn.engine.ingest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Senders that wait until their rows are in a snapshot.
 *
 * <p>Threads: safe. Limit: each has rows in the log, so there are never more than pending batches.
 */
final class CommitWaiters {
  private final List<Waiter> waiters = new ArrayList<>();

  private record Waiter(
      String logId, long offset, long sinceNanos, CompletableFuture<OptionalLong> answer) {}

  /** Waits for a log's position to reach an offset; the answer is the snapshot. */
  synchronized CompletableFuture<OptionalLong> add(String logId, long offset, long nowNanos) {
    CompletableFuture<OptionalLong> answer = new CompletableFuture<>();
    waiters.add(new Waiter(logId, offset, nowNanos, answer));
    return answer;
  }

  /** A sender does not wait any more. */
  synchronized void remove(CompletableFuture<OptionalLong> answer) {
    waiters.removeIf(each -> each.answer() == answer);
  }

  /** Since when the first of them waits. */
  synchronized OptionalLong sinceNanos() {
    return waiters.stream().mapToLong(Waiter::sinceNanos).min();
  }

  /** A snapshot has everything of a log up to an offset. */
  void committed(String logId, long offset, long snapshotId) {
    for (Waiter each : take(logId, offset)) {
      each.answer().complete(OptionalLong.of(snapshotId));
    }
  }

  /** Nothing will be committed any more. */
  void fail(Throwable cause) {
    List<Waiter> all;
    synchronized (this) {
      all = new ArrayList<>(waiters);
      waiters.clear();
    }
    all.forEach(each -> each.answer().completeExceptionally(cause));
  }

  private synchronized List<Waiter> take(String logId, long offset) {
    List<Waiter> taken = new ArrayList<>();
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.logId().equals(logId) && waiter.offset() <= offset) {
        taken.add(waiter);
        each.remove();
      }
    }
    return taken;
  }
}
