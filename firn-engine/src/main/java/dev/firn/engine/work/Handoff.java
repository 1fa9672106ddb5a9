package dev.firn.engine.work;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done once, by a helper or by its owner, whoever comes first: a busy or ended
 * executor slows the owner down and cannot block him.
 *
 * <p>Threads: one owner. What was done is seen by him after {@link #await}.
 */
public final class Handoff {
  private final Runnable what;
  private final AtomicBoolean isTaken = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;

  /** Who is doing it; guarded by this. */
  private @Nullable Thread doer;

  /** Whether the doer was interrupted for the owner; guarded by this. */
  private boolean isDoerInterrupted;

  private Handoff(Runnable what) {
    this.what = what;
  }

  /** Has something done soon; by the owner at once if the executor takes nothing any more. */
  public static Handoff begin(Runnable what, Executor executor) {
    Handoff handoff = new Handoff(what);
    try {
      executor.execute(handoff::doOnce);
    } catch (RejectedExecutionException e) {
      handoff.doOnce();
    }
    return handoff;
  }

  /** Whether it was done, or has failed. */
  public boolean isDone() {
    return done.getCount() == 0;
  }

  /**
   * Returns when it is done; if nobody has begun it, the owner does it. Waits even when
   * interrupted, because a helper may use what is the owner's.
   *
   * @throws RuntimeException what it threw
   */
  public void await() {
    await(() -> {});
  }

  /**
   * The same, but an interrupt of the owner is passed on to a helper that looks at it, so that
   * neither goes on for long.
   */
  public void awaitOrInterrupt() {
    await(this::interruptDoer);
  }

  private void await(Runnable whenInterrupted) {
    doOnce();
    awaitEnd(whenInterrupted);
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("Work that was handed over failed.", e);
    }
  }

  /**
   * Returns when nobody is doing it any more.
   *
   * @return whether nobody has begun it, and nobody will
   */
  public boolean cancel() {
    if (isTaken.compareAndSet(false, true)) {
      done.countDown();
      return true;
    }
    awaitEnd(() -> {});
    return false;
  }

  private void doOnce() {
    if (isTaken.compareAndSet(false, true)) {
      begun();
      try {
        what.run();
      } catch (Throwable e) { // thrown by the owner
        failure = e;
      } finally {
        ended();
        done.countDown();
      }
    }
  }

  private synchronized void begun() {
    doer = Thread.currentThread();
  }

  /** What the doer does next is not interrupted. */
  private synchronized void ended() {
    doer = null;
    if (isDoerInterrupted) {
      Thread.interrupted();
    }
  }

  private synchronized void interruptDoer() {
    if (doer != null) {
      isDoerInterrupted = true;
      doer.interrupt();
    }
  }

  private void awaitEnd(Runnable whenInterrupted) {
    boolean isInterrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
        whenInterrupted.run();
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
