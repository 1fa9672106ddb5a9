package dev.firn.input.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Counts lines in bytes of UTF-8; {@code \n}, {@code \r\n} and a lone {@code \r} end one.
 *
 * <p>Threads: one at a time.
 */
final class LineCount {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EVERY_BYTE = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private long line = 1;
  private boolean endsWithReturn;

  /** The line of the next byte, from 1. */
  long line() {
    return line;
  }

  void add(byte[] bytes, int from, int end) {
    if (from == end) {
      return;
    }
    int returns = count(bytes, from, end, (byte) '\r');
    line += count(bytes, from, end, (byte) '\n') + returns;
    if (returns > 0 || endsWithReturn) {
      line -= pairs(bytes, from, end);
    }
    endsWithReturn = bytes[end - 1] == '\r';
  }

  private int pairs(byte[] bytes, int from, int end) {
    int pairs = 0;
    boolean isAfterReturn = endsWithReturn;
    for (int at = from; at < end; at++) {
      pairs += isAfterReturn && bytes[at] == '\n' ? 1 : 0;
      isAfterReturn = bytes[at] == '\r';
    }
    return pairs;
  }

  /** Eight bytes at a time: a byte that is equal becomes zero, and only then has its bit set. */
  static int count(byte[] bytes, int from, int end, byte sought) {
    int count = 0;
    int at = from;
    long pattern = EVERY_BYTE * sought;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long difference = (long) LONGS.get(bytes, at) ^ pattern;
      long unequal = ((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS;
      count += Long.bitCount(~unequal);
    }
    for (; at < end; at++) {
      count += bytes[at] == sought ? 1 : 0;
    }
    return count;
  }
}
