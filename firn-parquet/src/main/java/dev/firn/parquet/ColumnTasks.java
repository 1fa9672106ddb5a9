package dev.firn.parquet;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does one piece of work for each column, several at once. The calling thread works too and takes
 * whatever no helper has begun, so a busy executor slows it down and cannot block it.
 *
 * <p>Failures: the first one is thrown, later ones are attached; no piece is running then.
 */
public final class ColumnTasks {
  /** Work on one column. */
  public interface Step {
    /**
     * Does it.
     *
     * @param column its number
     * @param thread a number that no other thread has meanwhile, less than the parallelism
     */
    void run(int column, int thread);
  }

  private final int columns;
  private final Step step;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch done;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private ColumnTasks(int columns, Step step) {
    this.columns = columns;
    this.step = step;
    this.done = new CountDownLatch(columns);
  }

  /** Runs the step for the columns from 0 on, as many at once as the resources allow. */
  public static void run(int columns, WriterResources resources, Step step) {
    ColumnTasks tasks = new ColumnTasks(columns, step);
    int helpers = Math.min(resources.parallelism(), columns) - 1;
    for (int i = 1; i <= helpers; i++) {
      int thread = i;
      try {
        resources.executor().execute(() -> tasks.work(thread));
      } catch (RejectedExecutionException e) {
        break; // the caller does it alone
      }
    }
    tasks.work(0);
    tasks.await();
  }

  private void work(int thread) {
    for (int i = next.getAndIncrement(); i < columns; i = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          step.run(i, thread);
        }
      } catch (Throwable e) { // passed on to the caller
        fail(e);
      } finally {
        done.countDown();
      }
    }
  }

  private void fail(Throwable problem) {
    Throwable first = failure.compareAndExchange(null, problem);
    if (first != null && first != problem) {
      first.addSuppressed(problem);
    }
  }

  /** Waits even when interrupted, because helpers use the caller's buffers until they are done. */
  private void await() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("Work on a column failed.", e);
    }
  }
}
