package dev.firn.parquet;

/**
 * A codec and its level.
 *
 * @param level 1 to 22 for zstd, 1 to 9 for gzip; 0 for codecs that have no levels
 */
public record Compression(Codec codec, int level) {
  /** Zstandard's own default: the best size for the time on most columns. */
  public static final int ZSTD_LEVEL_DEFAULT = 3;

  /** zlib's own default; higher levels take much more time for little. */
  public static final int GZIP_LEVEL_DEFAULT = 6;

  private static final int ZSTD_LEVEL_MAX = 22;
  private static final int GZIP_LEVEL_MAX = 9;

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

  /** The codec at its default level. */
  public static Compression of(Codec codec) {
    return switch (codec) {
      case ZSTD -> zstd(ZSTD_LEVEL_DEFAULT);
      case SNAPPY -> SNAPPY;
      case GZIP -> gzip(GZIP_LEVEL_DEFAULT);
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
