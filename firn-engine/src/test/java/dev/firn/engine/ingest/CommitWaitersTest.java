package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Senders are told when their rows are in a snapshot, not earlier and not of another log's. */
final class CommitWaitersTest {
  private final CommitWaiters waiters = new CommitWaiters();

  @Test
  void commitAnswersThoseWhoseRowsAreInIt() {
    CompletableFuture<OptionalLong> in = waiters.add("a", 100, 5);
    CompletableFuture<OptionalLong> behind = waiters.add("a", 101, 6);
    CompletableFuture<OptionalLong> elsewhere = waiters.add("b", 50, 7);
    waiters.committed("a", 100, 42);
    assertThat(in).isCompletedWithValue(OptionalLong.of(42));
    assertThat(behind).isNotDone();
    assertThat(elsewhere).isNotDone();
    assertThat(waiters.sinceNanos()).hasValue(6);
  }

  @Test
  void failureIsToldToAll() {
    CompletableFuture<OptionalLong> first = waiters.add("a", 100, 5);
    CompletableFuture<OptionalLong> second = waiters.add("b", 100, 5);
    waiters.fail(new IllegalStateException("stopped"));
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(waiters.sinceNanos()).isEmpty();
  }

  @Test
  void nobodyWaitsWhoWasTakenOffTheList() {
    CompletableFuture<OptionalLong> gone = waiters.add("a", 100, 5);
    waiters.remove(gone);
    waiters.committed("a", 100, 42);
    assertThat(gone).isNotDone();
    assertThat(waiters.sinceNanos()).isEmpty();
  }
}
