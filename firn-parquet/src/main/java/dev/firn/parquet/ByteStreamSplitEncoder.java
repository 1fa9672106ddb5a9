package dev.firn.parquet;

/**
 * Parquet's BYTE_STREAM_SPLIT (Encodings.md, BYTE_STREAM_SPLIT = 9): the first bytes of all values,
 * then the second bytes, and so on. It saves nothing itself, but lets a codec find what high bytes
 * have in common.
 *
 * <p>Four bytes of eight values are taken at once and exchanged as those of a matrix are that is
 * transposed: first pairs of bytes, then single ones (Warren, Hacker's Delight, 7-3).
 */
final class ByteStreamSplitEncoder {
  /** How many values are taken at once: a word of each stream. */
  private static final int BLOCK = Long.BYTES;

  private static final long HALF = 0x00000000FFFFFFFFL;
  private static final int QUARTER_BITS = 16;
  private static final long QUARTERS = 0x0000FFFF0000FFFFL;
  private static final long BYTES = 0x00FF00FF00FF00FFL;

  private ByteStreamSplitEncoder() {}

  /**
   * Appends values of one length.
   *
   * @param plain their address
   */
  static void encode(long plain, int count, int valueBytes, GrowableBuffer to) {
    long byteCount = (long) count * valueBytes;
    long streams = to.reserve(byteCount);
    int inBlocks = blocks(plain, count, valueBytes, streams);
    for (int i = 0; i < valueBytes; i++) {
      long stream = streams + (long) i * count;
      long rest = plain + (long) inBlocks * valueBytes;
      gather(rest + i, count - inBlocks, valueBytes, stream + inBlocks);
    }
    to.advance(byteCount);
  }

  /** Splits the first values, as many as fill blocks; says how many. */
  private static int blocks(long plain, int count, int valueBytes, long streams) {
    if (valueBytes % Integer.BYTES != 0) {
      return 0;
    }
    int inBlocks = count / BLOCK * BLOCK;
    for (int i = 0; i < valueBytes; i += Integer.BYTES) {
      splitFour(plain + i, inBlocks, valueBytes, streams + (long) i * count, count);
    }
    return inBlocks;
  }

  /**
   * Splits four bytes of each value. Two values stand in each word, four places apart, so that each
   * half of the words is a matrix of its own.
   */
  private static void splitFour(long from, int count, int step, long streams, int streamBytes) {
    for (int i = 0; i < count; i += BLOCK) {
      long low = from + (long) i * step;
      long high = low + 4L * step;
      long a = pair(low, high);
      long b = pair(low + step, high + step);
      long c = pair(low + 2L * step, high + 2L * step);
      long d = pair(low + 3L * step, high + 3L * step);
      long swapAc = ((a >>> QUARTER_BITS) ^ c) & QUARTERS;
      long swapBd = ((b >>> QUARTER_BITS) ^ d) & QUARTERS;
      long to = streams + i;
      store(a ^ (swapAc << QUARTER_BITS), b ^ (swapBd << QUARTER_BITS), to, streamBytes);
      store(c ^ swapAc, d ^ swapBd, to + 2L * streamBytes, streamBytes);
    }
  }

  private static long pair(long low, long high) {
    return (Memory.readInt(low) & HALF) | ((long) Memory.readInt(high) << Integer.SIZE);
  }

  /** Exchanges single bytes, and stores the words of two streams. */
  private static void store(long even, long odd, long to, int streamBytes) {
    long swap = ((even >>> Byte.SIZE) ^ odd) & BYTES;
    Memory.writeLong(to, even ^ (swap << Byte.SIZE));
    Memory.writeLong(to + streamBytes, odd ^ swap);
  }

  private static void gather(long from, int count, int step, long to) {
    for (int i = 0; i < count; i++) {
      Memory.writeByte(to + i, Memory.readByte(from + (long) i * step));
    }
  }
}
