package dev.firn.engine.memory;

import dev.firn.engine.error.FirnException;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The part of a budget that one operation takes, a load or a seal: its buffers and what it
 * reserves. While it is open, others' buffers wait for what it will give back.
 *
 * <p>Threads: safe; closed by the thread that opened it.
 */
public final class MemoryShare implements AutoCloseable {
  private final MemoryBudget budget;
  private final String holder;
  private final BufferAllocator allocator;

  MemoryShare(MemoryBudget budget, String holder, BufferAllocator allocator) {
    this.budget = budget;
    this.holder = holder;
    this.allocator = allocator;
  }

  /** Of all buffers of the operation. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Takes bytes for native memory of the operation's own, waiting for others to give theirs back.
   *
   * @throws FirnException as {@link MemoryBudget#reserve}
   */
  public Reservation reserve(String what, long bytes, Duration patience) {
    return budget.reserve(what + " of " + holder, bytes, patience, this);
  }

  boolean isOf(MemoryBudget other) {
    return budget == other;
  }

  /** Throws if a buffer was leaked. */
  @Override
  public void close() {
    try {
      allocator.close();
    } finally {
      budget.closed(this);
    }
  }
}
