package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes finished files durable and checks them while the next ones are written: a disk takes its
 * time to sync, and ten thousand small files would otherwise wait for it one by one.
 *
 * <p>Limit: {@value #RUNNING_MAX} files at once; the caller then does the oldest itself, or waits
 * for it.
 *
 * <p>Threads: one caller. Whatever nobody has begun is done by the caller, so a busy or ended
 * executor slows it down and cannot block it.
 *
 * <p>Failures: that of a file is thrown by a later call.
 */
final class Publishing implements AutoCloseable {
  private static final int RUNNING_MAX = 16;

  private final TableName table;
  private final Executor executor;
  private final Deque<Work> open = new ArrayDeque<>();

  /** What is done once, by whoever comes first. */
  private static final class Work implements Runnable {
    private final Runnable what;
    private final Runnable then;
    private final Runnable otherwise;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    Work(Runnable what, Runnable then, Runnable otherwise) {
      this.what = what;
      this.then = then;
      this.otherwise = otherwise;
    }

    @Override
    public void run() {
      if (isTaken.compareAndSet(false, true)) {
        try {
          what.run();
        } catch (Throwable e) { // thrown by the caller
          failure = e;
        } finally {
          done.countDown();
        }
      }
    }

    /** Returns when it is done; if nobody has begun it, nobody will. */
    void end() {
      if (isTaken.compareAndSet(false, true)) {
        otherwise.run();
        return;
      }
      boolean interrupted = false;
      while (done.getCount() > 0) {
        try {
          done.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  Publishing(TableName table, Executor executor) {
    this.table = table;
    this.executor = executor;
  }

  /**
   * Does something soon; what was given before may be done later.
   *
   * @param then done by the caller's thread in a later call, once it is done and has not failed
   * @param otherwise done by {@link #close} if it was not begun
   */
  void begin(Runnable what, Runnable then, Runnable otherwise) {
    while (open.size() >= RUNNING_MAX || (!open.isEmpty() && open.peek().done.getCount() == 0)) {
      awaitOldest();
    }
    Work work = new Work(what, then, otherwise);
    open.add(work);
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
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
    oldest.run();
    try {
      oldest.done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FirnException(
          ErrorCode.CANCELLED,
          "Writing data files of '" + table + "' was interrupted; nothing was committed.",
          e);
    }
    open.remove();
    switch (oldest.failure) {
      case null -> oldest.then.run();
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("A data file was not published.", e);
    }
  }
}
