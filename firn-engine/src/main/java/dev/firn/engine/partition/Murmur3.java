package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/**
 * Murmur3, 32 bits, x86 variant, seed 0: the hash of Iceberg's bucket transform (table spec,
 * appendix B).
 */
final class Murmur3 {
  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  private Murmur3() {}

  /** The hash of a number's eight bytes, the lowest first. */
  static int ofLong(long value) {
    int hash = mix(mix(0, (int) value), (int) (value >>> 32));
    return finished(hash, Long.BYTES);
  }

  /** The hash of bytes of a segment. */
  static int ofBytes(MemorySegment bytes, long from, int count) {
    int hash = 0;
    int at = 0;
    for (; at + 4 <= count; at += 4) {
      hash = mix(hash, bytes.get(VectorMemory.INT, from + at));
    }
    int tail = 0;
    for (int i = count - 1; i >= at; i--) {
      tail = (tail << 8) | (bytes.get(VectorMemory.BYTE, from + i) & 0xff);
    }
    // Without bytes left the tail is 0, and mixing it in changes nothing.
    hash ^= scrambled(tail);
    return finished(hash, count);
  }

  /**
   * The hash of a 128-bit number as the spec wants decimals: two's complement, the highest byte
   * first, no more bytes than needed.
   */
  static int ofDecimal(long high, long low) {
    int bits = significantBits(high, low);
    int count = bits / 8 + 1;
    int hash = 0;
    int at = 0;
    for (; at + 4 <= count; at += 4) {
      // Shifting brings the four bytes that come next to the bottom; they are read low end first.
      hash = mix(hash, Integer.reverseBytes((int) shifted(high, low, 8 * (count - at - 4))));
    }
    int tail = 0;
    for (int i = count - 1; i >= at; i--) {
      tail = (tail << 8) | ((int) shifted(high, low, 8 * (count - 1 - i)) & 0xff);
    }
    hash ^= scrambled(tail);
    return finished(hash, count);
  }

  /** Bits without the sign: as {@link java.math.BigInteger#bitLength} counts them. */
  private static int significantBits(long high, long low) {
    long sign = high >> 63;
    long upper = high ^ sign;
    return upper != 0
        ? 128 - Long.numberOfLeadingZeros(upper)
        : 64 - Long.numberOfLeadingZeros(low ^ sign);
  }

  /** The low 64 bits of a 128-bit number shifted right. */
  private static long shifted(long high, long low, int bits) {
    if (bits >= 64) {
      return high >> (bits - 64);
    }
    return bits == 0 ? low : (low >>> bits) | (high << (64 - bits));
  }

  private static int mix(int hash, int block) {
    return Integer.rotateLeft(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
  }

  private static int scrambled(int block) {
    return Integer.rotateLeft(block * C1, 15) * C2;
  }

  private static int finished(int mixed, int byteCount) {
    int hash = mixed ^ byteCount;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}
