package dev.firn.engine.memory;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the process may hold outside the Java heap, and who holds them. Two kinds of
 * holder draw on the same sum: reservations, made by whoever keeps native memory of its own
 * (DuckDB, codec contexts), and the Arrow root, whose every allocation is charged here by a
 * listener. So neither can grow into the other's share.
 *
 * <p>Threads: safe for many. Waiters are served in no particular order; each re-checks when bytes
 * come back.
 *
 * <p>Failures: at the limit {@link #reserve} waits until its deadline and then throws {@link
 * ErrorCode#BUSY}; an Arrow allocation does not wait, because its caller may hold the very buffers
 * that would have to be freed, and throws {@link ErrorCode#MEMORY}.
 */
public final class MemoryBudget implements AutoCloseable {
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final BufferAllocator arrowRoot;
  private long usedBytes;
  private long peakBytes;
  private long waitCount;

  private MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
    this.arrowRoot = new RootAllocator(new ArrowCharge(), bytesMax);
  }

  /** A budget of {@code bytesMax} bytes, all of them free. */
  public static MemoryBudget of(long bytesMax) {
    if (bytesMax <= 0) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Memory budget: expected a positive number of bytes, found " + bytesMax + ".");
    }
    return new MemoryBudget(bytesMax);
  }

  /**
   * The root of all Arrow allocators of the process; its limit is the whole budget, what it really
   * gets depends on the reservations. Closed with the budget.
   */
  public BufferAllocator arrowRoot() {
    return arrowRoot;
  }

  /** Takes bytes if they are free now, else returns null at once. */
  public @Nullable Reservation tryReserve(String holder, long bytes) {
    checkPossible(holder, bytes);
    lock.lock();
    try {
      if (!fits(bytes)) {
        return null;
      }
      charge(bytes);
      return new Reservation(this, holder, bytes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes bytes, waiting for others to give theirs back.
   *
   * @param holder who asks, for the message of a refusal
   * @throws FirnException {@link ErrorCode#MEMORY} if the budget could never hold it, {@link
   *     ErrorCode#BUSY} if it did not become free within {@code patience}
   */
  public Reservation reserve(String holder, long bytes, Duration patience) {
    checkPossible(holder, bytes);
    long waitNanos = patience.toNanos();
    lock.lock();
    try {
      if (!fits(bytes)) {
        waitCount++;
      }
      while (!fits(bytes)) {
        if (waitNanos <= 0) {
          throw new FirnException(ErrorCode.BUSY, refusal(holder, bytes));
        }
        waitNanos = released.awaitNanos(waitNanos);
      }
      charge(bytes);
      return new Reservation(this, holder, bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FirnException(
          ErrorCode.CANCELLED, "Waiting for memory for " + holder + " was interrupted.", e);
    } finally {
      lock.unlock();
    }
  }

  /** The bytes in use now: reservations and Arrow buffers together. */
  public long usedBytes() {
    lock.lock();
    try {
      return usedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** The most bytes that were ever in use at once. */
  public long peakBytes() {
    lock.lock();
    try {
      return peakBytes;
    } finally {
      lock.unlock();
    }
  }

  /** The limit. */
  public long bytesMax() {
    return bytesMax;
  }

  /** How often someone had to wait. */
  public long waitCount() {
    lock.lock();
    try {
      return waitCount;
    } finally {
      lock.unlock();
    }
  }

  void release(long bytes) {
    lock.lock();
    try {
      if (bytes > usedBytes) {
        throw new IllegalStateException(
            "Released " + bytes + " bytes of which only " + usedBytes + " are in use.");
      }
      usedBytes -= bytes;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the Arrow root, which throws if a buffer was leaked. */
  @Override
  public void close() {
    arrowRoot.close();
  }

  private void checkPossible(String holder, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Reservation of " + bytes + " bytes for " + holder);
    }
    if (bytes > bytesMax) {
      throw new FirnException(ErrorCode.MEMORY, refusal(holder, bytes));
    }
  }

  private boolean fits(long bytes) {
    return bytes <= bytesMax - usedBytes;
  }

  private void charge(long bytes) {
    usedBytes += bytes;
    peakBytes = Math.max(peakBytes, usedBytes);
  }

  private String refusal(String holder, long bytes) {
    return String.format(
        Locale.ROOT,
        "Memory for %s: expected %,d bytes to be free, found %,d of %,d."
            + " Raise storage.parquet.memory.max_usage or run less at once.",
        holder,
        bytes,
        bytesMax - usedBytes,
        bytesMax);
  }

  /** Charges what Arrow allocates to the budget; Arrow calls it before and after each buffer. */
  private final class ArrowCharge implements AllocationListener {
    @Override
    public void onPreAllocation(long bytes) {
      lock.lock();
      try {
        if (!fits(bytes)) {
          throw new FirnException(ErrorCode.MEMORY, refusal("an Arrow buffer", bytes));
        }
        charge(bytes);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean onFailedAllocation(long bytes, AllocationOutcome outcome) {
      release(bytes);
      return false;
    }

    @Override
    public void onRelease(long bytes) {
      release(bytes);
    }
  }
}
