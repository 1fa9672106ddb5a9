package dev.firn.engine.cluster;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/**
 * The loops that copy stretches of Arrow buffers, each over one kind of buffer. Sources are
 * addresses by batch; callers answer for the room at the target.
 */
final class GatherLoops {
  /** Shorter stretches are copied value by value, because setting up a block copy costs more. */
  private static final int BLOCK_LENGTH_MIN = 8;

  /** Longer texts are copied as blocks. */
  private static final int TEXT_BYTES_MAX = 64;

  private GatherLoops() {}

  static int offset(long offsets, int index) {
    return VectorMemory.ALL.get(VectorMemory.INT, offsets + index * 4L);
  }

  /** Which rows have a value; all of them, in most columns. */
  static void validity(RowRanges ranges, BufferAddresses from, long to) {
    if (from.hasNulls()) {
      bits(ranges, from.validities, to);
      return;
    }
    int bytes = ranges.positions / Byte.SIZE;
    VectorMemory.ALL.asSlice(to, bytes).fill((byte) 0xff);
    int rest = ranges.positions % Byte.SIZE;
    if (rest > 0) {
      VectorMemory.ALL.set(VectorMemory.BYTE, to + bytes, (byte) ((1 << rest) - 1));
    }
  }

  static void bits(RowRanges ranges, long[] from, long to) {
    int filled = 0;
    int bits = 0;
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      long source = from[ranges.batches[r]];
      int end = ranges.starts[r] + ranges.lengths[r];
      for (int position = ranges.starts[r]; position < end; position++) {
        int byteAt = VectorMemory.ALL.get(VectorMemory.BYTE, source + (position >> 3));
        bits |= (byteAt >> (position & 7) & 1) << filled;
        if (++filled == Byte.SIZE) {
          VectorMemory.ALL.set(VectorMemory.BYTE, at++, (byte) bits);
          filled = 0;
          bits = 0;
        }
      }
    }
    if (filled > 0) {
      VectorMemory.ALL.set(VectorMemory.BYTE, at, (byte) bits);
    }
  }

  static void ints(RowRanges ranges, long[] from, long to) {
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      long source = from[ranges.batches[r]] + ranges.starts[r] * 4L;
      int length = ranges.lengths[r];
      if (length < BLOCK_LENGTH_MIN) {
        for (int i = 0; i < length; i++) {
          int value = VectorMemory.ALL.get(VectorMemory.INT, source + i * 4L);
          VectorMemory.ALL.set(VectorMemory.INT, at + i * 4L, value);
        }
      } else {
        copy(source, at, length * 4L);
      }
      at += length * 4L;
    }
  }

  static void longs(RowRanges ranges, long[] from, long to) {
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      long source = from[ranges.batches[r]] + ranges.starts[r] * 8L;
      int length = ranges.lengths[r];
      if (length < BLOCK_LENGTH_MIN) {
        for (int i = 0; i < length; i++) {
          long value = VectorMemory.ALL.get(VectorMemory.LONG, source + i * 8L);
          VectorMemory.ALL.set(VectorMemory.LONG, at + i * 8L, value);
        }
      } else {
        copy(source, at, length * 8L);
      }
      at += length * 8L;
    }
  }

  /** Values of sixteen bytes, decimals mostly. */
  static void pairs(RowRanges ranges, long[] from, long to) {
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      long source = from[ranges.batches[r]] + ranges.starts[r] * 16L;
      int length = ranges.lengths[r];
      if (length < BLOCK_LENGTH_MIN) {
        for (int i = 0; i < 2 * length; i++) {
          long half = VectorMemory.ALL.get(VectorMemory.LONG, source + i * 8L);
          VectorMemory.ALL.set(VectorMemory.LONG, at + i * 8L, half);
        }
      } else {
        copy(source, at, length * 16L);
      }
      at += length * 16L;
    }
  }

  static void fixed(RowRanges ranges, long[] from, int width, long to) {
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      long bytes = (long) ranges.lengths[r] * width;
      copy(from[ranges.batches[r]] + (long) ranges.starts[r] * width, at, bytes);
      at += bytes;
    }
  }

  /** How many bytes or elements all stretches have. */
  static long span(RowRanges ranges, long[] offsets) {
    long span = 0;
    for (int r = 0; r < ranges.count; r++) {
      long source = offsets[ranges.batches[r]];
      int start = ranges.starts[r];
      span += offset(source, start + ranges.lengths[r]) - offset(source, start);
    }
    return span;
  }

  /** Writes offsets that begin at 0 and follow each other. */
  static void offsets(RowRanges ranges, long[] from, long to) {
    int end = 0;
    long at = to;
    VectorMemory.ALL.set(VectorMemory.INT, at, 0);
    for (int r = 0; r < ranges.count; r++) {
      long source = from[ranges.batches[r]] + ranges.starts[r] * 4L;
      int previous = VectorMemory.ALL.get(VectorMemory.INT, source);
      for (int i = 1; i <= ranges.lengths[r]; i++) {
        int next = VectorMemory.ALL.get(VectorMemory.INT, source + i * 4L);
        end += next - previous;
        previous = next;
        at += 4;
        VectorMemory.ALL.set(VectorMemory.INT, at, end);
      }
    }
  }

  /** Copies the bytes that stretches of offsets span. */
  static void spans(RowRanges ranges, long[] offsets, long[] from, long to) {
    long at = to;
    for (int r = 0; r < ranges.count; r++) {
      int batch = ranges.batches[r];
      int start = offset(offsets[batch], ranges.starts[r]);
      int bytes = offset(offsets[batch], ranges.starts[r] + ranges.lengths[r]) - start;
      copyText(from[batch] + start, at, bytes);
      at += bytes;
    }
  }

  /** Words for most texts, the last of which may overlap; setting up a block copy costs more. */
  private static void copyText(long from, long to, int bytes) {
    if (bytes > TEXT_BYTES_MAX) {
      copy(from, to, bytes);
    } else if (bytes >= Long.BYTES) {
      for (int at = 0; at < bytes - Long.BYTES; at += Long.BYTES) {
        copyLong(from + at, to + at);
      }
      copyLong(from + bytes - Long.BYTES, to + bytes - Long.BYTES);
    } else if (bytes >= Integer.BYTES) {
      int first = VectorMemory.ALL.get(VectorMemory.INT, from);
      int last = VectorMemory.ALL.get(VectorMemory.INT, from + bytes - Integer.BYTES);
      VectorMemory.ALL.set(VectorMemory.INT, to, first);
      VectorMemory.ALL.set(VectorMemory.INT, to + bytes - Integer.BYTES, last);
    } else {
      for (int at = 0; at < bytes; at++) {
        byte each = VectorMemory.ALL.get(VectorMemory.BYTE, from + at);
        VectorMemory.ALL.set(VectorMemory.BYTE, to + at, each);
      }
    }
  }

  private static void copyLong(long from, long to) {
    long word = VectorMemory.ALL.get(VectorMemory.LONG, from);
    VectorMemory.ALL.set(VectorMemory.LONG, to, word);
  }

  /** The bytes of the longest text of a batch. */
  static int longest(long offsets, int rowCount) {
    int longest = 0;
    int previous = offset(offsets, 0);
    for (int row = 1; row <= rowCount; row++) {
      int next = offset(offsets, row);
      longest = Math.max(longest, next - previous);
      previous = next;
    }
    return longest;
  }

  /** Stretches of lists as stretches of their elements, none of them empty. */
  static void elements(RowRanges ranges, long[] offsets, RowRanges into) {
    into.clear();
    for (int r = 0; r < ranges.count; r++) {
      int batch = ranges.batches[r];
      int start = offset(offsets[batch], ranges.starts[r]);
      int end = offset(offsets[batch], ranges.starts[r] + ranges.lengths[r]);
      if (end > start) {
        into.add(batch, start, end - start);
      }
    }
  }

  private static void copy(long from, long to, long byteCount) {
    MemorySegment.copy(VectorMemory.ALL, from, VectorMemory.ALL, to, byteCount);
  }
}
