package dev.firn.parquet;

/**
 * Upper bounds of the native memory of one context of each codec, for pages of any content. Those
 * of zstd follow from its tables; those of brotli are half as much again as was measured (peak of
 * resident memory; noise, numbers and text; pages of 64 KiB to 64 MiB).
 */
final class CodecMemory {
  /** Brotli's largest window, which is also the most that it gathers before it writes any. */
  private static final long BROTLI_BLOCK_BYTES_MAX = 16L << 20;

  private CodecMemory() {}

  /**
   * The most that a context takes.
   *
   * @param pageBytes of the largest page
   */
  static long contextBytes(Compression compression, long pageBytes) {
    int level = compression.level();
    return switch (compression.codec()) {
      case ZSTD -> Math.min(zstdLevelBytes(level), zstdPageBytes(pageBytes));
      case SNAPPY -> 64L << 10; // snappy's hash table, freed after each page
      case GZIP -> 512L << 10; // zlib's window, hash chains and pending bytes: 268 kB, with room
      case BROTLI -> brotliBytes(level, Math.min(pageBytes, BROTLI_BLOCK_BYTES_MAX));
      case LZ4_RAW -> 512L << 10; // hash table and chains 256 KiB, its best search 64 KiB more
      case UNCOMPRESSED -> 0;
    };
  }

  /** Two tables of at most twice as many 32-bit slots as the largest page has bytes, and change. */
  private static long zstdPageBytes(long pageBytes) {
    return Long.highestOneBit(2 * pageBytes - 1) * 16 + (2L << 20);
  }

  /** Upper bounds, by level, of zstd 1.5.7's tables for pages of any size. */
  private static long zstdLevelBytes(int level) {
    if (level <= 4) {
      return 8L << 20;
    }
    if (level <= 12) {
      return 64L << 20;
    }
    return level <= 19 ? 96L << 20 : 800L << 20;
  }

  /** Hash tables by level, and what is gathered of a block: its bytes, commands and output. */
  private static long brotliBytes(int level, long blockBytes) {
    if (level <= 1) {
      return 2L << 20;
    }
    if (level <= 4) {
      return (2L << 20) + 6 * blockBytes;
    }
    if (level <= 9) {
      // 2^15 buckets of 2^(level - 1) 32-bit places, fewer below level 7.
      return (1L << (level + 16)) + 7 * blockBytes + (4L << 20);
    }
    return (8L << 20) + 24 * blockBytes;
  }
}
