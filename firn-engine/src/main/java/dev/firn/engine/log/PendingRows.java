package dev.firn.engine.log;

import java.util.OptionalLong;

/**
 * What of a log is not in the table yet: rows that a seal has taken up, and rows that came after.
 *
 * <p>Threads: guarded by its log.
 */
final class PendingRows {
  private final Part sealing = new Part();
  private final Part arriving = new Part();

  private static final class Part {
    private long rows;
    private long bytes;
    private long oldestNanos = Long.MAX_VALUE;
    private long oldestMillis = Long.MAX_VALUE;

    void clear() {
      rows = 0;
      bytes = 0;
      oldestNanos = Long.MAX_VALUE;
      oldestMillis = Long.MAX_VALUE;
    }
  }

  void add(long rows, long bytes, long nanos, long millis) {
    arriving.rows += rows;
    arriving.bytes += bytes;
    if (rows > 0) {
      arriving.oldestNanos = Math.min(arriving.oldestNanos, nanos);
      arriving.oldestMillis = Math.min(arriving.oldestMillis, millis);
    }
  }

  /** A seal takes up all rows there are, also those of an earlier one that failed. */
  void cut() {
    sealing.rows += arriving.rows;
    sealing.bytes += arriving.bytes;
    sealing.oldestNanos = Math.min(sealing.oldestNanos, arriving.oldestNanos);
    sealing.oldestMillis = Math.min(sealing.oldestMillis, arriving.oldestMillis);
    arriving.clear();
  }

  /**
   * The seal's rows are in the table.
   *
   * @return their bytes
   */
  long committed() {
    long bytes = sealing.bytes;
    sealing.clear();
    return bytes;
  }

  long sealingRows() {
    return sealing.rows;
  }

  long rows() {
    return sealing.rows + arriving.rows;
  }

  long bytes() {
    return sealing.bytes + arriving.bytes;
  }

  /** When the oldest row came, by the clock that never jumps; the maximum if there is none. */
  long oldestNanos() {
    return Math.min(sealing.oldestNanos, arriving.oldestNanos);
  }

  /** The same by the wall clock. */
  long oldestMillis() {
    return Math.min(sealing.oldestMillis, arriving.oldestMillis);
  }

  /** What a log that ends there and is committed up to there has pending. */
  Pending state(long endOffset, long committedOffset) {
    return new Pending(
        rows(),
        bytes(),
        rows() == 0 ? OptionalLong.empty() : OptionalLong.of(oldestNanos()),
        rows() == 0 ? OptionalLong.empty() : OptionalLong.of(oldestMillis()),
        endOffset,
        committedOffset);
  }
}
