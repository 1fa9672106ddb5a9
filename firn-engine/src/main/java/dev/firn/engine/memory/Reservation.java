package dev.firn.engine.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bytes taken from a {@link MemoryBudget} until {@link #close}.
 *
 * <p>Threads: safe; closing twice gives the bytes back once.
 */
public final class Reservation implements AutoCloseable {
  private final MemoryBudget budget;
  private final String holder;
  private final long bytes;
  private final boolean isOperation;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * Bytes that are charged already.
   *
   * @param isOperation whether it is a holder of its own, and not a part of a share
   */
  Reservation(MemoryBudget budget, String holder, long bytes, boolean isOperation) {
    this.budget = budget;
    this.holder = holder;
    this.bytes = bytes;
    this.isOperation = isOperation;
  }

  /** Who reserved. */
  public String holder() {
    return holder;
  }

  /** How much is held. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      budget.release(bytes);
      if (isOperation) {
        budget.ended();
      }
    }
  }
}
