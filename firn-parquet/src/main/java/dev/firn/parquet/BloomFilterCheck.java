package dev.firn.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Util;

/**
 * Whether a chunk's Bloom filter is where the footer says and of the length that its header says.
 * Its bits are covered by the checksum of the bytes before the footer, where a file has one.
 */
final class BloomFilterCheck {
  /** Four small fields; those of other writers are no longer. */
  private static final int HEADER_BYTES_MAX = 256;

  private BloomFilterCheck() {}

  /**
   * Reads the header of the chunk's filter, if it has one.
   *
   * @param footerOffset where the footer begins
   * @throws CorruptFileException if the filter cannot be there
   */
  static void check(ParquetSource source, ColumnMetaData chunk, long footerOffset)
      throws IOException {
    if (!chunk.isSetBloom_filter_offset()) {
      return;
    }
    long offset = chunk.getBloom_filter_offset();
    if (offset < FooterReader.MAGIC_BYTES || offset >= footerOffset) {
      throw damage(chunk, offset, "it does not begin inside the file");
    }
    int room = (int) Math.min(HEADER_BYTES_MAX, footerOffset - offset);
    ByteArrayInputStream bytes =
        new ByteArrayInputStream(FooterReader.readAt(source, offset, room));
    long filterBytes;
    try {
      BloomFilterHeader header = Util.readBloomFilterHeader(bytes);
      filterBytes = header.getNumBytes();
    } catch (IOException | RuntimeException e) {
      // Thrift reports damage by whatever its parser trips over.
      throw new CorruptFileException(message(chunk, offset, "its header cannot be read"), e);
    }
    long length = room - bytes.available() + filterBytes;
    if (filterBytes < BloomFilter.BLOCK_BYTES
        || filterBytes % BloomFilter.BLOCK_BYTES != 0
        || offset + length > footerOffset
        || (chunk.isSetBloom_filter_length() && chunk.getBloom_filter_length() != length)) {
      throw damage(chunk, offset, "its header says " + filterBytes + " bytes, which cannot be");
    }
  }

  private static CorruptFileException damage(ColumnMetaData chunk, long offset, String how) {
    return new CorruptFileException(message(chunk, offset, how));
  }

  private static String message(ColumnMetaData chunk, long offset, String how) {
    return "Column '"
        + String.join(".", chunk.getPath_in_schema())
        + "', Bloom filter at offset "
        + offset
        + ": "
        + how
        + ".";
  }
}
