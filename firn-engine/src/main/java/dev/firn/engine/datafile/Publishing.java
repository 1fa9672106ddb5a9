package dev.firn.engine.datafile;

import dev.firn.engine.work.Handoff;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Makes finished files durable and checks them while the next ones are written: a disk takes its
 * time to sync, and ten thousand small files would otherwise wait for it one by one.
 *
 * <p>Limit: {@value #RUNNING_MAX} files at once; the caller then does the oldest itself, or waits
 * for it.
 *
 * <p>Threads: one caller.
 *
 * <p>Failures: that of a file is thrown by a later call.
 */
final class Publishing implements AutoCloseable {
  private static final int RUNNING_MAX = 16;

  private final Executor executor;
  private final Deque<Work> open = new ArrayDeque<>();

  private record Work(Handoff handoff, Runnable then, Runnable otherwise) {
    void end() {
      if (handoff.cancel()) {
        otherwise.run();
      }
    }
  }

  Publishing(Executor executor) {
    this.executor = executor;
  }

  /**
   * Does something soon; what was given before may be done later.
   *
   * @param then done by the caller's thread in a later call, once it is done and has not failed
   * @param otherwise done by {@link #close} if it was not begun
   */
  void begin(Runnable what, Runnable then, Runnable otherwise) {
    while (open.size() >= RUNNING_MAX || (!open.isEmpty() && open.peek().handoff.isDone())) {
      awaitOldest();
    }
    open.add(new Work(Handoff.begin(what, executor), then, otherwise));
  }

  /** Returns when all of it is done. */
  void await() {
    while (!open.isEmpty()) {
      awaitOldest();
    }
  }

  /** Returns when nothing is being done any more; what was not begun will not be. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.remove().end();
      } catch (RuntimeException e) {
        // The others are ended all the same: whoever closes this removes their files next.
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitOldest() {
    Work oldest = open.element();
    oldest.handoff.await();
    open.remove();
    oldest.then.run();
  }
}
