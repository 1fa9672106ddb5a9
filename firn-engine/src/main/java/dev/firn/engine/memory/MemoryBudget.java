package dev.firn.engine.memory;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the process may hold outside the Java heap, and who holds them. Two kinds of
 * holder draw on the same sum: reservations, made by whoever keeps native memory of its own
 * (DuckDB, codec contexts), and the Arrow root, whose every allocation is charged here by a
 * listener. So neither can grow into the other's share. What buffers gave back stays in a pool as
 * long as nobody needs the room: in use and pooled together are never more than the budget.
 *
 * <p>Threads: safe for many. Waiters are served in no particular order; each re-checks when bytes
 * come back.
 *
 * <p>Failures: at the limit {@link #reserve} waits until its deadline and then throws {@link
 * ErrorCode#BUSY}. An Arrow buffer waits as long as another operation may give memory back, and not
 * longer than the budget's patience; then it throws {@link ErrorCode#MEMORY}. Where all operations
 * wait, the last one to come is refused at once: what it holds frees the others.
 */
public final class MemoryBudget implements AutoCloseable {
  private static final Duration BUFFER_PATIENCE = Duration.ofSeconds(30);

  /** Past this part of the budget sizes are halved. */
  private static final double TIGHT = 0.75;

  /** Past this one they are quartered. */
  private static final double TIGHTER = 0.875;

  /** The share that a thread has opened last; its readers take from the root. */
  private static final ThreadLocal<@Nullable MemoryShare> CURRENT = new ThreadLocal<>();

  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final BufferPool pool;
  private final PoolSweeper sweeper;
  private final BufferAllocator arrowRoot;
  private final MemoryEvents events;
  private final LongSupplier nanos;

  /** Operations that wait, and with how many threads: shares, and threads that reserve. */
  private final Map<Object, Integer> waiting = new HashMap<>();

  /** Shares, and reservations beside them, that will be given back. */
  private int openCount;

  private long usedBytes;
  private long peakBytes;

  /**
   * How much there is.
   *
   * @param bytesMax in use and pooled together
   * @param pooledBytesMax kept for reuse
   * @param patience how long a buffer waits for room
   */
  private record Limits(long bytesMax, long pooledBytesMax, Duration patience) {}

  private MemoryBudget(Limits limits, Environment environment) {
    this.limits = limits;
    this.nanos = environment.nanos();
    this.events = new MemoryEvents(limits.bytesMax(), nanos);
    this.pool = new BufferPool(limits.pooledBytesMax());
    this.sweeper = new PoolSweeper(pool, environment.ticker());
    this.arrowRoot =
        new RootAllocator(
            RootAllocator.configBuilder()
                .allocationManagerFactory(new PooledMemory.Source(pool, this::release))
                .listener(new ArrowCharge("an Arrow buffer", null))
                .maxAllocation(limits.bytesMax())
                .roundingPolicy(new SizeClasses())
                .build());
  }

  /** A budget of {@code bytesMax} bytes, all of them free, that keeps nothing for reuse. */
  public static MemoryBudget of(long bytesMax) {
    return of(bytesMax, 0, Environment.system());
  }

  /**
   * A budget of {@code bytesMax} bytes, all of them free.
   *
   * @param pooledBytesMax what of it may be kept for reuse
   * @param environment tells how long was waited, and when to look for what nobody needs
   */
  public static MemoryBudget of(long bytesMax, long pooledBytesMax, Environment environment) {
    return of(bytesMax, pooledBytesMax, BUFFER_PATIENCE, environment);
  }

  static MemoryBudget of(
      long bytesMax, long pooledBytesMax, Duration patience, Environment environment) {
    if (bytesMax <= 0) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Memory budget: expected a positive number of bytes, found " + bytesMax + ".");
    }
    return new MemoryBudget(
        new Limits(bytesMax, Math.min(bytesMax, pooledBytesMax), patience), environment);
  }

  /**
   * The root of all Arrow allocators of the process; its limit is the whole budget, what it really
   * gets depends on the reservations. Closed with the budget.
   */
  public BufferAllocator arrowRoot() {
    return arrowRoot;
  }

  /**
   * Opens the part of one operation. What the calling thread takes elsewhere until it is closed,
   * for a reader of the operation's input, is taken to be the operation's too.
   *
   * @param holder whose it is, as 'the load into …'; for messages
   */
  public MemoryShare share(String holder) {
    // What is charged depends on the share, and the share on what charges it.
    ArrowCharge charge = new ArrowCharge(holder, null);
    BufferAllocator allocator = arrowRoot.newChildAllocator(holder, charge, 0, limits.bytesMax());
    MemoryShare share = new MemoryShare(this, holder, allocator);
    charge.share = share;
    CURRENT.set(share);
    lock.lock();
    try {
      openCount++;
    } finally {
      lock.unlock();
    }
    return share;
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
      openCount++;
      return new Reservation(this, holder, bytes, true);
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
    return reserve(holder, bytes, patience, null);
  }

  /** The same for a share; without one for that of the calling thread, if it has one. */
  Reservation reserve(String holder, long bytes, Duration patience, @Nullable MemoryShare of) {
    checkPossible(holder, bytes);
    MemoryShare share = of == null ? currentShare() : of;
    boolean isOperation = share == null;
    boolean isGranted = false;
    lock.lock();
    try {
      openCount += isOperation ? 1 : 0;
      Object operation = isOperation ? Thread.currentThread() : share;
      if (!fits(bytes) && !await(bytes, patience, false, operation)) {
        throw refused(ErrorCode.BUSY, holder, bytes);
      }
      charge(bytes);
      isGranted = true;
      return new Reservation(this, holder, bytes, isOperation);
    } catch (InterruptedException e) {
      throw interrupted(holder, e);
    } finally {
      if (!isGranted && isOperation) {
        openCount--;
        released.signalAll();
      }
      lock.unlock();
    }
  }

  /**
   * How large something should be now that would be so large with memory enough: half of it or a
   * quarter when memory is short. Who then makes it smaller counts that in {@link #events}.
   */
  public long tightened(long bytes) {
    long used = usedBytes();
    if (used <= limits.bytesMax() * TIGHT) {
      return bytes;
    }
    return used <= limits.bytesMax() * TIGHTER ? bytes / 2 : bytes / 4;
  }

  /**
   * Whether memory would not be short, see {@link #tightened}, if so many bytes more were in use.
   */
  public boolean isRoomyWith(long bytes) {
    return usedBytes() + bytes <= limits.bytesMax() * TIGHT;
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

  /** Bytes that are kept for reuse, in use by nobody. */
  public long pooledBytes() {
    return pool.freeBytes();
  }

  /** Bytes that were kept for reuse once and then given back to the system. */
  public long trimmedBytes() {
    return pool.trimmedBytes();
  }

  /** The limit. */
  public long bytesMax() {
    return limits.bytesMax();
  }

  /** What was done because memory was short. */
  public MemoryEvents events() {
    return events;
  }

  /** Whether an operation waits for bytes. */
  boolean isAnyoneWaiting() {
    return waitingCount() > 0;
  }

  /** How many operations wait for bytes. */
  int waitingCount() {
    lock.lock();
    try {
      return waiting.size();
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

  /** A share was closed. */
  void closed(MemoryShare share) {
    if (CURRENT.get() == share) {
      CURRENT.remove();
    }
    ended();
  }

  /** An operation has ended. */
  void ended() {
    lock.lock();
    try {
      openCount--;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the Arrow root, which throws if a buffer was leaked. */
  @Override
  public void close() {
    sweeper.close();
    try {
      arrowRoot.close();
    } finally {
      pool.close();
    }
  }

  private void checkPossible(String holder, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Reservation of " + bytes + " bytes for " + holder);
    }
    if (bytes > limits.bytesMax()) {
      throw refused(ErrorCode.MEMORY, holder, bytes);
    }
  }

  /**
   * Waits until so many bytes are free; the lock is held.
   *
   * @param isBuffer whether it is only worth waiting while an operation may go on
   * @param operation which one it is that waits; null for one that is not counted as open, as a
   *     sender is, which others do not wait for
   * @return false if they did not become free in time
   */
  private boolean await(long bytes, Duration patience, boolean isBuffer, @Nullable Object operation)
      throws InterruptedException {
    if (operation != null) {
      waiting.merge(operation, 1, Integer::sum);
    }
    long begun = nanos.getAsLong();
    long left = patience.toNanos();
    try {
      while (!fits(bytes)) {
        if (left <= 0 || (isBuffer && waiting.size() >= openCount)) {
          return false;
        }
        left = released.awaitNanos(left);
      }
      return true;
    } finally {
      if (operation != null) {
        waiting.computeIfPresent(operation, (key, threads) -> threads == 1 ? null : threads - 1);
      }
      events.waited(nanos.getAsLong() - begun);
    }
  }

  /** The calling thread's, if it has one of this budget. */
  private @Nullable MemoryShare currentShare() {
    MemoryShare share = CURRENT.get();
    return share != null && share.isOf(this) ? share : null;
  }

  private boolean fits(long bytes) {
    return bytes <= limits.bytesMax() - usedBytes;
  }

  private void charge(long bytes) {
    usedBytes += bytes;
    peakBytes = Math.max(peakBytes, usedBytes);
    pool.trimTo(limits.bytesMax() - usedBytes);
  }

  private FirnException refused(ErrorCode code, String holder, long bytes) {
    events.refused();
    return new FirnException(
        code,
        String.format(
            Locale.ROOT,
            "Memory for %s: expected %,d bytes to be free, found %,d of %,d."
                + " Raise storage.parquet.memory.max_usage or run less at once.",
            holder,
            bytes,
            limits.bytesMax() - usedBytes,
            limits.bytesMax()));
  }

  private static FirnException interrupted(String holder, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new FirnException(
        ErrorCode.CANCELLED, "Waiting for memory for " + holder + " was interrupted.", cause);
  }

  /** Charges what Arrow allocates to the budget; Arrow calls it before and after each buffer. */
  private final class ArrowCharge implements AllocationListener {
    private final String holder;
    private @Nullable MemoryShare share;

    ArrowCharge(String holder, @Nullable MemoryShare share) {
      this.holder = holder;
      this.share = share;
    }

    @Override
    public void onPreAllocation(long bytes) {
      lock.lock();
      try {
        MemoryShare of = share == null ? currentShare() : share;
        if (!fits(bytes) && !await(bytes, limits.patience(), true, of)) {
          throw refused(ErrorCode.MEMORY, holder, bytes);
        }
        charge(bytes);
      } catch (InterruptedException e) {
        throw interrupted(holder, e);
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
      sweeper.wake();
    }
  }
}
