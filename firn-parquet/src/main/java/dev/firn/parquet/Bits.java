package dev.firn.parquet;

/** Steps over bitmaps, 64 bits at a time. */
final class Bits {
  private Bits() {}

  static int wordCount(int bitCount) {
    return (bitCount + 63) >>> 6;
  }

  /**
   * Reads bits that begin anywhere into words that begin at bit 0; the last word is padded with
   * zeros. Touches no byte that holds none of the bits.
   */
  static void read(long address, long position, int bitCount, long[] words) {
    long from = address + (position >>> 3);
    int shift = (int) position & 7;
    int whole = bitCount >>> 6;
    for (int i = 0; i < whole; i++, from += Long.BYTES) {
      long word = Memory.readLong(from);
      if (shift != 0) {
        word = (word >>> shift) | ((Memory.readByte(from + Long.BYTES) & 0xffL) << (64 - shift));
      }
      words[i] = word;
    }
    int rest = bitCount & 63;
    if (rest != 0) {
      words[whole] = readRest(from, shift, rest);
    }
  }

  static void fill(long[] words, int bitCount) {
    int whole = bitCount >>> 6;
    for (int i = 0; i < whole; i++) {
      words[i] = -1L;
    }
    if ((bitCount & 63) != 0) {
      words[whole] = (1L << (bitCount & 63)) - 1;
    }
  }

  static int count(long[] words, int bitCount) {
    int ones = 0;
    for (int i = 0; i < wordCount(bitCount); i++) {
      ones += Long.bitCount(words[i]);
    }
    return ones;
  }

  /** How many bits to take from the left so that {@code ones} of them are set, and no more. */
  static int bitsHolding(long[] words, int bitCount, int ones) {
    int seen = 0;
    for (int i = 0; i < wordCount(bitCount); i++) {
      int here = Long.bitCount(words[i]);
      if (seen + here > ones) {
        long rest = words[i];
        for (; seen < ones; seen++) {
          rest &= rest - 1;
        }
        return i * 64 + Long.numberOfTrailingZeros(rest);
      }
      seen += here;
    }
    return bitCount;
  }

  /** Cuts to fewer bits, so that the last word is padded with zeros again. */
  static void cut(long[] words, int bitCount) {
    if ((bitCount & 63) != 0) {
      words[bitCount >>> 6] &= (1L << (bitCount & 63)) - 1;
    }
  }

  private static long readRest(long from, int shift, int bitCount) {
    int byteCount = (shift + bitCount + 7) >>> 3;
    long word = 0;
    for (int i = 0; i < Math.min(byteCount, Long.BYTES); i++) {
      word |= (Memory.readByte(from + i) & 0xffL) << (8 * i);
    }
    word >>>= shift;
    if (byteCount > Long.BYTES) {
      word |= (Memory.readByte(from + Long.BYTES) & 0xffL) << (64 - shift);
    }
    return word & ((1L << bitCount) - 1);
  }
}
