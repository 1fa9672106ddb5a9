package dev.firn.engine.rule;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;

/** Ranges of bytes compared where they are, eight at a time. */
final class ByteRanges {
  private ByteRanges() {}

  static boolean areEqual(
      MemorySegment left, int leftStart, MemorySegment right, int rightStart, int count) {
    int at = 0;
    for (; at <= count - 8; at += 8) {
      if (left.get(LONG, leftStart + at) != right.get(LONG, rightStart + at)) {
        return false;
      }
    }
    for (; at < count; at++) {
      if (left.get(BYTE, leftStart + at) != right.get(BYTE, rightStart + at)) {
        return false;
      }
    }
    return true;
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
    for (; at < common; at++) {
      int leftByte = left.get(BYTE, leftStart + at) & 0xFF;
      int rightByte = right.get(BYTE, rightStart + at) & 0xFF;
      if (leftByte != rightByte) {
        return leftByte - rightByte;
      }
    }
    return (leftEnd - leftStart) - (rightEnd - rightStart);
  }
}
