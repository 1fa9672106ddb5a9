package dev.firn.parquet;

/**
 * A codec and its level.
 *
 * @param level 1 to 22 for zstd, 1 to 9 for gzip, 0 to 11 for brotli, 0 to 12 for LZ4; 0 for codecs
 *     that have no levels
 */
public record Compression(Codec codec, int level) {
  /** Zstandard's own default: the best size for the time on most columns. */
  public static final int ZSTD_LEVEL_DEFAULT = 3;

  /** zlib's own default; higher levels take much more time for little. */
  public static final int GZIP_LEVEL_DEFAULT = 6;

  /**
   * Where Brotli begins to be worth its time: text is an eighth smaller than by zstd's default. At
   * 1 it is no smaller than zstd at 1, and its own default of 11 writes less than 2 MB/s.
   */
  public static final int BROTLI_LEVEL_DEFAULT = 5;

  private static final int ZSTD_LEVEL_MAX = 22;
  private static final int GZIP_LEVEL_MAX = 9;
  private static final int BROTLI_LEVEL_MAX = 11;

  /** LZ4's own highest; its Java library takes numbers to 17 that all mean this one. */
  private static final int LZ4_LEVEL_MAX = 12;

  /** LZ4 by its fast search: the codec for those who want next to no time spent. */
  public static final Compression LZ4_RAW = new Compression(Codec.LZ4_RAW, 0);

  public static final Compression SNAPPY = new Compression(Codec.SNAPPY, 0);
  public static final Compression UNCOMPRESSED = new Compression(Codec.UNCOMPRESSED, 0);

  /**
   * Checks the level against the codec.
   *
   * @throws IllegalArgumentException if the codec does not have this level
   */
  public Compression {
    switch (codec) {
      case ZSTD -> checkLevel(codec, level, 1, ZSTD_LEVEL_MAX);
      case GZIP -> checkLevel(codec, level, 1, GZIP_LEVEL_MAX);
      case BROTLI -> checkLevel(codec, level, 0, BROTLI_LEVEL_MAX);
      case LZ4_RAW -> checkLevel(codec, level, 0, LZ4_LEVEL_MAX);
      case SNAPPY, UNCOMPRESSED -> checkLevel(codec, level, 0, 0);
    }
  }

  /** Zstandard at a level from 1 (fast) to 22 (small). */
  public static Compression zstd(int level) {
    return new Compression(Codec.ZSTD, level);
  }

  /** Deflate at a level from 1 (fast) to 9 (small). */
  public static Compression gzip(int level) {
    return new Compression(Codec.GZIP, level);
  }

  /** Brotli at a level from 0 (fast) to 11 (small). */
  public static Compression brotli(int level) {
    return new Compression(Codec.BROTLI, level);
  }

  /** LZ4 at a level from 0 (the fast search) and 1 to 12 (small). */
  public static Compression lz4Raw(int level) {
    return new Compression(Codec.LZ4_RAW, level);
  }

  /** The codec at its default level. */
  public static Compression of(Codec codec) {
    return switch (codec) {
      case ZSTD -> zstd(ZSTD_LEVEL_DEFAULT);
      case SNAPPY -> SNAPPY;
      case GZIP -> gzip(GZIP_LEVEL_DEFAULT);
      case BROTLI -> brotli(BROTLI_LEVEL_DEFAULT);
      case LZ4_RAW -> LZ4_RAW;
      case UNCOMPRESSED -> UNCOMPRESSED;
    };
  }

  private static void checkLevel(Codec codec, int level, int min, int max) {
    if (level < min || level > max) {
      throw new IllegalArgumentException(
          "Level of codec "
              + codec
              + ": expected a number from "
              + min
              + " to "
              + max
              + ", found "
              + level
              + ".");
    }
  }
}
