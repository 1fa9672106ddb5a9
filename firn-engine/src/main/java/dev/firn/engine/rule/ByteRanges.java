package dev.firn.engine.rule;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;

/** Ranges of bytes compared where they are, eight at a time. */
final class ByteRanges {
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private ByteRanges() {}

  static boolean areEqual(
      MemorySegment left, int leftStart, MemorySegment right, int rightStart, int count) {
    int at = 0;
    for (; at <= count - 8; at += 8) {
      if (left.get(LONG, leftStart + at) != right.get(LONG, rightStart + at)) {
        return false;
      }
    }
    int rest = count - at;
    return rest == 0 || upTo8(left, leftStart + at, rest) == upTo8(right, rightStart + at, rest);
  }

  /** Fewer than eight bytes, and zeroes above them: one read where the memory goes on so far. */
  static long upTo8(MemorySegment memory, int start, int count) {
    if (start + 8L <= memory.byteSize()) {
      return memory.get(LONG, start) & ~(-1L << (8 * count));
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes |= (memory.get(BYTE, start + i) & 0xFFL) << (8 * i);
    }
    return bytes;
  }

  /** Where a byte stands first; {@code end} if nowhere. */
  static int indexOf(MemorySegment memory, int wanted, int start, int end) {
    long pattern = wanted * LOW_BITS;
    int at = start;
    for (; at <= end - 8; at += 8) {
      int found = firstZero(memory.get(LONG, at) ^ pattern);
      if (found < 8) {
        return at + found;
      }
    }
    int rest = end - at;
    return rest == 0 ? end : at + Math.min(rest, firstZero(upTo8(memory, at, rest) ^ pattern));
  }

  /** Which of eight bytes is the first that is zero; 8 if none is. */
  private static int firstZero(long bytes) {
    return Long.numberOfTrailingZeros((bytes - LOW_BITS) & ~bytes & HIGH_BITS) >>> 3;
  }

  /** By unsigned bytes, which for UTF-8 is by code points; a shorter one that agrees is less. */
  static int compare(
      MemorySegment left,
      int leftStart,
      int leftEnd,
      MemorySegment right,
      int rightStart,
      int rightEnd) {
    int common = Math.min(leftEnd - leftStart, rightEnd - rightStart);
    int at = 0;
    for (; at <= common - 8; at += 8) {
      long leftBytes = left.get(LONG, leftStart + at);
      long rightBytes = right.get(LONG, rightStart + at);
      if (leftBytes != rightBytes) {
        return Long.compareUnsigned(Long.reverseBytes(leftBytes), Long.reverseBytes(rightBytes));
      }
    }
    int rest = common - at;
    if (rest > 0) {
      long leftBytes = Long.reverseBytes(upTo8(left, leftStart + at, rest));
      long rightBytes = Long.reverseBytes(upTo8(right, rightStart + at, rest));
      if (leftBytes != rightBytes) {
        return Long.compareUnsigned(leftBytes, rightBytes);
      }
    }
    return (leftEnd - leftStart) - (rightEnd - rightStart);
  }
}
