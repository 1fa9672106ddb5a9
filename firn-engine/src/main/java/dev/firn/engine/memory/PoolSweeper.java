package dev.firn.engine.memory;

import dev.firn.engine.environment.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps a pool every now and then, from the first buffer on, so that a process that has become
 * idle gives its memory back.
 *
 * <p>Threads: safe.
 */
final class PoolSweeper implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final BufferPool pool;
  private final Ticker ticker;
  private volatile boolean isAwake;
  private Ticker.@Nullable Ticking ticking;
  private boolean isClosed;

  PoolSweeper(BufferPool pool, Ticker ticker) {
    this.pool = pool;
    this.ticker = ticker;
  }

  /** Begins to sweep, if it has not begun. */
  void wake() {
    if (!isAwake) {
      start();
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    Ticker.Ticking ending = ticking;
    ticking = null;
    if (ending != null) {
      ending.close();
    }
  }

  private synchronized void start() {
    if (!isAwake && !isClosed) {
      ticking = ticker.every(EVERY, pool::sweep);
    }
    isAwake = true;
  }
}
