package dev.firn.parquet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Reads and writes off-heap memory by its address; callers answer for staying inside their buffers.
 * Numbers go through Arrow's own access, which the compiler turns into machine code in a fraction
 * of the time that it takes over a memory segment (docs/decisions/0108-writer-speed.md). Numbers
 * are in the machine's order of bytes, which is little-endian wherever Firn runs.
 */
final class Memory {
  /** For arrays. */
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** So many bytes are copied sooner by words than by a call of the library. */
  private static final int WORDS_BYTES_MAX = 512;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Memory() {}

  static byte readByte(long address) {
    return MemoryUtil.getByte(address);
  }

  static short readShort(long address) {
    return MemoryUtil.getShort(address);
  }

  static int readInt(long address) {
    return MemoryUtil.getInt(address);
  }

  static long readLong(long address) {
    return MemoryUtil.getLong(address);
  }

  static void writeByte(long address, int value) {
    MemoryUtil.putByte(address, (byte) value);
  }

  static void writeInt(long address, int value) {
    MemoryUtil.putInt(address, value);
  }

  static void writeLong(long address, long value) {
    MemoryUtil.putLong(address, value);
  }

  static void copy(long from, long to, long byteCount) {
    MemoryUtil.copyMemory(from, to, byteCount);
  }

  /**
   * Copies a value. Reads and writes at least eight bytes, whatever its length; a call of the
   * library's copy would cost more than copying a short one.
   */
  static void copyValue(long from, long to, int byteCount) {
    if (byteCount <= 2 * Long.BYTES) {
      long last = Math.max(byteCount - Long.BYTES, 0);
      long tail = readLong(from + last);
      writeLong(to, readLong(from));
      writeLong(to + last, tail);
    } else if (byteCount <= 4 * Long.BYTES) {
      copyPair(from, to);
      copyPair(from + byteCount - 2 * Long.BYTES, to + byteCount - 2 * Long.BYTES);
    } else if (byteCount <= WORDS_BYTES_MAX) {
      int last = byteCount - 4 * Long.BYTES;
      for (int at = 0; at < last; at += 4 * Long.BYTES) {
        copyFour(from + at, to + at);
      }
      copyFour(from + last, to + last);
    } else {
      copy(from, to, byteCount);
    }
  }

  private static void copyFour(long from, long to) {
    copyPair(from, to);
    copyPair(from + 2 * Long.BYTES, to + 2 * Long.BYTES);
  }

  private static void copyPair(long from, long to) {
    writeLong(to, readLong(from));
    writeLong(to + Long.BYTES, readLong(from + Long.BYTES));
  }

  static void readInts(long from, int[] to, int count) {
    MemorySegment.copy(ALL, INT, from, to, 0, count);
  }

  static void readLongs(long from, long[] to, int count) {
    MemorySegment.copy(ALL, LONG, from, to, 0, count);
  }

  static void writeInts(int[] from, int count, long to) {
    MemorySegment.copy(from, 0, ALL, INT, to, count);
  }

  static void writeLongs(long[] from, int count, long to) {
    MemorySegment.copy(from, 0, ALL, LONG, to, count);
  }

  static byte[] readBytes(long from, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, from, bytes, 0, count);
    return bytes;
  }

  static void writeBytes(byte[] from, int index, int count, long to) {
    MemorySegment.copy(from, index, ALL, ValueLayout.JAVA_BYTE, to, count);
  }

  static void clear(long address, long byteCount) {
    fill(address, byteCount, 0);
  }

  static void fill(long address, long byteCount, int value) {
    MemoryUtil.setMemory(address, byteCount, (byte) value);
  }

  /** A direct buffer over memory that must outlive it. */
  static ByteBuffer view(long address, int byteCount) {
    return ALL.asSlice(address, byteCount).asByteBuffer();
  }

  /** Whether two stretches of the same length hold the same bytes. */
  static boolean equal(long left, long right, int byteCount) {
    int at = 0;
    for (; at + Long.BYTES <= byteCount; at += Long.BYTES) {
      if (readLong(left + at) != readLong(right + at)) {
        return false;
      }
    }
    for (; at < byteCount; at++) {
      if (readByte(left + at) != readByte(right + at)) {
        return false;
      }
    }
    return true;
  }

  /** Compares bytes as unsigned numbers, from the left; a prefix comes before what it begins. */
  static int compare(long left, int leftBytes, long right, int rightBytes) {
    int common = Math.min(leftBytes, rightBytes);
    int at = 0;
    for (; at + Long.BYTES <= common; at += Long.BYTES) {
      long a = Long.reverseBytes(readLong(left + at));
      long b = Long.reverseBytes(readLong(right + at));
      if (a != b) {
        return Long.compareUnsigned(a, b);
      }
    }
    for (; at < common; at++) {
      int difference = (readByte(left + at) & 0xff) - (readByte(right + at) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return leftBytes - rightBytes;
  }

  /**
   * The first eight bytes as a number, padded with zeros. Reads eight bytes, however few there are.
   */
  static long head(long address, int byteCount) {
    return readLong(address) & mask(byteCount);
  }

  /** The last eight bytes of more than eight, else 0. Reads eight bytes, however few there are. */
  static long tail(long address, int byteCount) {
    long word = readLong(address + Math.max(byteCount - Long.BYTES, 0));
    return byteCount > Long.BYTES ? word : 0;
  }

  /** Ones over the lowest bytes, so many as there are of eight. */
  private static long mask(int byteCount) {
    return byteCount < Long.BYTES ? (1L << (byteCount * Byte.SIZE)) - 1 : -1L;
  }
}
