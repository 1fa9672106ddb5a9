package dev.firn.parquet;

import java.util.List;
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
final class ColumnTasks {
  /** Work on one column, in the workspace of the thread that does it. */
  interface Step {
    void run(ColumnWriter column, Workspace workspace);
  }

  private final List<ColumnWriter> columns;
  private final Step step;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch done;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private ColumnTasks(List<ColumnWriter> columns, Step step) {
    this.columns = columns;
    this.step = step;
    this.done = new CountDownLatch(columns.size());
  }

  /** Runs the step for all columns; there is one workspace per thread. */
  static void run(
      List<ColumnWriter> columns,
      List<Workspace> workspaces,
      WriterResources resources,
      Step step) {
    ColumnTasks tasks = new ColumnTasks(columns, step);
    int helpers = Math.min(workspaces.size(), columns.size()) - 1;
    for (int i = 1; i <= helpers; i++) {
      Workspace workspace = workspaces.get(i);
      try {
        resources.executor().execute(() -> tasks.work(workspace));
      } catch (RejectedExecutionException e) {
        break; // the caller does it alone
      }
    }
    tasks.work(workspaces.getFirst());
    tasks.await();
  }

  private void work(Workspace workspace) {
    for (int i = next.getAndIncrement(); i < columns.size(); i = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          step.run(columns.get(i), workspace);
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
      case Throwable e -> throw new IllegalStateException("A column could not be encoded.", e);
    }
  }
}
