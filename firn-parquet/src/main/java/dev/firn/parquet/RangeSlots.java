package dev.firn.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * A place for each number of a range, found by subtraction: no hash, no probe, and four bytes each.
 * Dates, small keys, quantities and line numbers need no more.
 */
final class RangeSlots {
  /** Their slots take 64 KiB: in a table of hundreds of columns each may have them. */
  static final int SPAN_MAX = 1 << 14;

  private static final int SPAN_MIN = 1 << 8;

  private final BufferPool pool;
  private @Nullable ArrowBuf buffer;

  /** The first number that has a slot, and how many follow it. */
  private long base;

  private int span;

  /** The least and the greatest number that was asked for. */
  private long min;

  private long max;

  RangeSlots(BufferPool pool) {
    this.pool = pool;
  }

  /** Of the first slot: 32 bits, the place plus one, or zero if the number is unknown. */
  long address() {
    return buffer == null ? 0 : buffer.memoryAddress();
  }

  long base() {
    return base;
  }

  int span() {
    return span;
  }

  boolean includes(long value) {
    return isWithin(value - base, span);
  }

  /** Whether a difference that may have wrapped around is one of a range. */
  static boolean isWithin(long offset, int span) {
    return Long.compareUnsigned(offset, span) < 0;
  }

  void insert(long value, int place) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    Memory.writeInt(address() + (value - base) * Integer.BYTES, place + 1);
  }

  /**
   * Makes the range include a number, with room on both sides, and frees all slots; the owner
   * enters its numbers again.
   *
   * @return false if the range would be too wide; then it is left as it is
   */
  boolean widen(long value) {
    long least = buffer == null ? value : Math.min(min, value);
    long most = buffer == null ? value : Math.max(max, value);
    long between = most - least;
    if (!isWithin(between, SPAN_MAX)) {
      return false;
    }
    resize(Math.clamp(2L * Long.highestOneBit(between + 1), SPAN_MIN, SPAN_MAX));
    base = least - (span - 1 - between) / 2;
    min = least;
    max = most;
    return true;
  }

  void release() {
    if (buffer != null) {
      pool.give(buffer);
    }
    buffer = null;
    span = 0;
  }

  private void resize(int numbers) {
    release();
    long bytes = (long) numbers * Integer.BYTES;
    ArrowBuf taken = pool.take(bytes);
    Memory.clear(taken.memoryAddress(), bytes);
    buffer = taken;
    span = numbers;
  }
}
