package dev.firn.engine.memory;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps a pool every now and then, as long as it keeps something, so that a process that has
 * become idle gives its memory back.
 *
 * <p>Threads: one of its own, while there is something to sweep.
 */
final class PoolSweeper implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final BufferPool pool;
  private volatile @Nullable Thread thread;
  private boolean isClosed;

  PoolSweeper(BufferPool pool) {
    this.pool = pool;
  }

  /** Begins to sweep, if nobody does. */
  void wake() {
    if (thread == null) {
      start();
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private synchronized void start() {
    if (thread == null && !isClosed) {
      thread = Thread.ofVirtual().name("firn-memory").start(this::sweep);
    }
  }

  private void sweep() {
    try {
      do {
        Thread.sleep(EVERY);
        pool.sweep();
      } while (hasMore());
    } catch (InterruptedException e) {
      // The budget is closed.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean hasMore() {
    boolean more = pool.freeBytes() > 0;
    if (!more) {
      thread = null;
    }
    return more;
  }
}
