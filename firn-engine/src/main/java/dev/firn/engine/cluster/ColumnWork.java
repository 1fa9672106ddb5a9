package dev.firn.engine.cluster;

import dev.firn.parquet.WriterResources;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Does something for each column, several at once. The calling thread works too and takes whatever
 * no helper has begun, so a busy executor slows it down and cannot block it.
 *
 * <p>Failures: the first one is thrown, later ones are attached; nothing is being done then.
 */
final class ColumnWork {
  private final int columns;
  private final IntConsumer work;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch done;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private ColumnWork(int columns, IntConsumer work) {
    this.columns = columns;
    this.work = work;
    this.done = new CountDownLatch(columns);
  }

  /** Does it for the columns from 0 on. */
  static void forEach(int columns, WriterResources resources, IntConsumer work) {
    ColumnWork all = new ColumnWork(columns, work);
    int helpers = Math.min(resources.parallelism(), columns) - 1;
    for (int i = 0; i < helpers; i++) {
      try {
        resources.executor().execute(all::run);
      } catch (RejectedExecutionException e) {
        break; // the caller does it alone
      }
    }
    all.run();
    all.await();
  }

  private void run() {
    for (int i = next.getAndIncrement(); i < columns; i = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          work.accept(i);
        }
      } catch (Throwable e) { // passed on to the caller
        Throwable first = failure.compareAndExchange(null, e);
        if (first != null && first != e) {
          first.addSuppressed(e);
        }
      } finally {
        done.countDown();
      }
    }
  }

  /** Waits even when interrupted, because helpers use the caller's buffers until they are done. */
  private void await() {
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
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("A column could not be gathered.", e);
    }
  }
}
