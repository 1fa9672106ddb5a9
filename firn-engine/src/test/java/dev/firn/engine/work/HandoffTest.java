package dev.firn.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who does what was handed over, how often, and who is told of failures. */
final class HandoffTest {
  private final Deque<Runnable> given = new ArrayDeque<>();
  private final AtomicInteger done = new AtomicInteger();
  private final Executor busy = given::add;

  @Test
  void ownerDoesWhatNobodyHasBegun() {
    Handoff handoff = Handoff.begin(done::incrementAndGet, busy);
    assertThat(handoff.isDone()).isFalse();
    handoff.await();
    given.remove().run();
    handoff.await();
    assertThat(done).hasValue(1);
    assertThat(handoff.isDone()).isTrue();
  }

  @Test
  void endedExecutorLeavesItToTheOwner() {
    Handoff handoff =
        Handoff.begin(
            done::incrementAndGet,
            task -> {
              throw new RejectedExecutionException();
            });
    assertThat(handoff.isDone()).isTrue();
    assertThat(done).hasValue(1);
  }

  @Test
  void failureOfTheHelperIsThrownByTheOwner() {
    Handoff handoff =
        Handoff.begin(
            () -> {
              throw new IllegalStateException("the disk is full");
            },
            Runnable::run);
    assertThat(handoff.isDone()).isTrue();
    assertThatThrownBy(handoff::await).hasMessage("the disk is full");
  }

  @Test
  void cancelledBeforeItBeganItIsNeverDone() {
    Handoff handoff = Handoff.begin(done::incrementAndGet, busy);
    assertThat(handoff.cancel()).isTrue();
    given.remove().run();
    handoff.await();
    assertThat(done).hasValue(0);
  }

  @Test
  void cancelWaitsForAHelperAlsoWhenInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Handoff handoff =
        Handoff.begin(
            () -> {
              begun.countDown();
              awaitQuietly(goOn);
              done.incrementAndGet();
            },
            task -> new Thread(task, "helper").start());
    begun.await();
    Thread.currentThread().interrupt();
    Thread opener = new Thread(goOn::countDown, "opener");
    opener.start();
    assertThat(handoff.cancel()).isFalse();
    assertThat(done).hasValue(1);
    assertThat(Thread.interrupted()).isTrue();
    opener.join();
  }

  @Test
  void interruptReachesTheHelperButNotWhatItDoesNext() throws Exception {
    try (ExecutorService helper = Executors.newSingleThreadExecutor()) {
      CountDownLatch begun = new CountDownLatch(1);
      Handoff handoff =
          Handoff.begin(
              () -> {
                begun.countDown();
                awaitQuietly(new CountDownLatch(1));
              },
              helper);
      begun.await();
      Thread.currentThread().interrupt();
      assertThatThrownBy(handoff::awaitOrInterrupt).hasCauseInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).as("kept for the owner").isTrue();
      assertThat(helper.submit(Thread::interrupted).get()).isFalse();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // As one does who leaves it to others what to make of it.
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
