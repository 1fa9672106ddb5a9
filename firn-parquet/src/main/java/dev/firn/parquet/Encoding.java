package dev.firn.parquet;

/**
 * How the values or levels of a page are stored (Parquet's {@code Encoding}). All of the format's
 * are listed, because a footer may come from another writer; Firn writes PLAIN, RLE and
 * RLE_DICTIONARY.
 */
public enum Encoding {
  PLAIN,
  PLAIN_DICTIONARY,
  RLE,
  BIT_PACKED,
  DELTA_BINARY_PACKED,
  DELTA_LENGTH_BYTE_ARRAY,
  DELTA_BYTE_ARRAY,
  RLE_DICTIONARY,
  BYTE_STREAM_SPLIT
}
