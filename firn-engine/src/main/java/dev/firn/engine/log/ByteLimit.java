package dev.firn.engine.log;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that may be held by all tables together and by each of them. Whoever wants more waits until
 * its deadline or is told that the table is busy; nothing ever grows past the limits, but for a
 * single batch that is larger than a limit, which gets in when nothing else is held.
 *
 * <p>Threads: safe.
 */
public final class ByteLimit {
  private final String what;
  private final String wayOut;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private long usedBytes;
  private boolean isShort;

  /**
   * A limit.
   *
   * @param what what is limited, for messages
   * @param wayOut what a person can do about it
   * @param bytesMax for all shares together
   */
  public ByteLimit(String what, String wayOut, long bytesMax) {
    this.what = what;
    this.wayOut = wayOut;
    this.bytesMax = bytesMax;
  }

  /** A table's share. */
  public Share share(String holder, long shareBytesMax) {
    return new Share(holder, Math.min(shareBytesMax, bytesMax));
  }

  /** What all hold. */
  public long usedBytes() {
    lock.lock();
    try {
      return usedBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How urgently all should give bytes back, from 0 to 1 and, by one batch, beyond: the part that
   * is taken, and at least 1 if somebody found no room since half of it was free.
   */
  public double pressure() {
    lock.lock();
    try {
      return pressure(usedBytes, bytesMax, isShort);
    } finally {
      lock.unlock();
    }
  }

  private static double pressure(long held, long bytesMax, boolean isShort) {
    double taken = (double) held / bytesMax;
    return isShort ? Math.max(1, taken) : taken;
  }

  /** The limit of all. */
  public long bytesMax() {
    return bytesMax;
  }

  /** One holder's part of the limit. */
  public final class Share {
    private final String holder;
    private final long shareBytesMax;
    private long held;
    private boolean isShareShort;

    private Share(String holder, long shareBytesMax) {
      this.holder = holder;
      this.shareBytesMax = shareBytesMax;
    }

    /** How urgently this holder should give bytes back; as {@link ByteLimit#pressure}. */
    public double pressure() {
      lock.lock();
      try {
        return ByteLimit.pressure(held, shareBytesMax, isShareShort);
      } finally {
        lock.unlock();
      }
    }

    /** What it may hold. */
    public long bytesMax() {
      return shareBytesMax;
    }

    /** What it holds. */
    public long heldBytes() {
      lock.lock();
      try {
        return held;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Takes bytes.
     *
     * @param patience how long to wait for room
     * @throws FirnException {@link ErrorCode#BUSY} if there was none
     */
    void take(long bytes, Duration patience) {
      lock.lock();
      try {
        long left = patience.toNanos();
        while (!fits(bytes)) {
          isShareShort |= !fitsShare(bytes);
          isShort |= !fitsAll(bytes);
          if (left <= 0) {
            throw new FirnException(ErrorCode.BUSY, refusal(bytes));
          }
          left = released.awaitNanos(left);
        }
        add(bytes);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FirnException(
            ErrorCode.CANCELLED, "Waiting for room for " + holder + " was interrupted.", e);
      } finally {
        lock.unlock();
      }
    }

    /** Takes bytes that are held already, whatever the limit. */
    void takeHeld(long bytes) {
      lock.lock();
      try {
        add(bytes);
      } finally {
        lock.unlock();
      }
    }

    /** Gives bytes back; none make no room, so nobody is told. */
    void release(long bytes) {
      if (bytes == 0) {
        return;
      }
      lock.lock();
      try {
        held -= bytes;
        usedBytes -= bytes;
        isShareShort &= held > shareBytesMax / 2;
        isShort &= usedBytes > bytesMax / 2;
        released.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void add(long bytes) {
      held += bytes;
      usedBytes += bytes;
    }

    private boolean fits(long bytes) {
      return fitsShare(bytes) && fitsAll(bytes);
    }

    private boolean fitsShare(long bytes) {
      return held == 0 || held + bytes <= shareBytesMax;
    }

    private boolean fitsAll(long bytes) {
      return usedBytes == 0 || usedBytes + bytes <= bytesMax;
    }

    private String refusal(long bytes) {
      return String.format(
          Locale.ROOT,
          "Table %s: expected room for %,d more bytes of %s, found %,d of %,d taken by it and %,d"
              + " of %,d in all. Retry after a second. %s",
          holder,
          bytes,
          what,
          held,
          shareBytesMax,
          usedBytes,
          bytesMax,
          wayOut);
    }
  }
}
