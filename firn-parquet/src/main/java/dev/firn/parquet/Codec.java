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
  /** No compression. */
  UNCOMPRESSED
}
