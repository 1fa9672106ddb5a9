package dev.firn.parquet;

/**
 * The compressions this module writes (Parquet's {@code CompressionCodec}). Every switch over them
 * is closed, so that a new one must be added everywhere.
 */
public enum Codec {
  /** Zstandard, levels 1 to 22. */
  ZSTD,
  /** Snappy in its raw format, without levels. */
  SNAPPY,
  /** Deflate in gzip's frame (RFC 1952), levels 1 to 9. */
  GZIP,
  /** Brotli (RFC 7932), levels 0 to 11. */
  BROTLI,
  /**
   * One LZ4 block for each page, without any frame; level 0 and, for its slower search, 1 to 12.
   */
  LZ4_RAW,
  /** No compression. */
  UNCOMPRESSED
}
