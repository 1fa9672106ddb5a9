package dev.firn.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Checks a file against its checksums: each page against the CRC in its header, and, in files of
 * Firn's, all bytes before the footer against the checksum in the footer, which covers page
 * headers, Bloom filters and indexes too. Filters have no checksum of their own; their headers are
 * read. Reads the file twice, a piece at a time.
 */
public final class PageVerifier {
  /** Firn's page headers take about 50 bytes; those of other writers may carry long bounds. */
  private static final int HEADER_BYTES = 8 << 10;

  private static final int HEADER_BYTES_MAX = 16 << 20;

  /** Bytes per read; a multiple of the blocks of any storage. */
  private static final int PIECE_BYTES = 256 << 10;

  private record PageStart(PageHeader header, int headerBytes) {}

  private final ParquetSource source;
  private long pageCount;

  private PageVerifier(ParquetSource source) {
    this.source = source;
  }

  /**
   * Reads every page once.
   *
   * @return how many pages were checked; pages without a checksum are not
   * @throws CorruptFileException if a page is damaged, naming its column and offset
   * @throws IOException if storage failed
   */
  public static long verify(ParquetSource source) throws IOException {
    FileMetaData metadata = FooterReader.readMetadata(source);
    PageVerifier verifier = new PageVerifier(source);
    long footerOffset = FooterReader.footerOffset(source);
    for (RowGroup rowGroup : metadata.getRow_groups()) {
      for (ColumnChunk chunk : rowGroup.getColumns()) {
        verifier.verifyChunk(chunk.getMeta_data());
        BloomFilterCheck.check(source, chunk.getMeta_data(), footerOffset);
      }
    }
    verifier.verifyBody(ParquetFooter.read(source));
    return verifier.pageCount;
  }

  private void verifyChunk(ColumnMetaData chunk) throws IOException {
    long offset = FooterReader.chunkOffset(chunk);
    long end = offset + chunk.getTotal_compressed_size();
    if (offset < FooterReader.MAGIC_BYTES || end > source.fileBytes()) {
      throw new CorruptFileException(
          "Column '" + name(chunk) + "': expected a chunk inside the file, found " + offset + ".");
    }
    while (offset < end) {
      offset = verifyPage(chunk, offset, end);
    }
  }

  /** Returns the offset behind the page. */
  private long verifyPage(ColumnMetaData chunk, long offset, long end) throws IOException {
    PageStart start = readStart(chunk, offset, end);
    PageHeader header = start.header();
    long bodyOffset = offset + start.headerBytes();
    long bodyEnd = bodyOffset + header.getCompressed_page_size();
    if (header.getCompressed_page_size() < 0 || bodyEnd > end) {
      throw new CorruptFileException(
          message(chunk, offset, "its length does not fit into its chunk"));
    }
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      update(crc, bodyOffset, bodyEnd);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new CorruptFileException(
            message(chunk, offset, "its bytes do not match its checksum"));
      }
      pageCount++;
    }
    return bodyEnd;
  }

  private PageStart readStart(ColumnMetaData chunk, long offset, long end) throws IOException {
    int room = (int) Math.min(HEADER_BYTES_MAX, end - offset);
    int size = Math.min(HEADER_BYTES, room);
    while (true) {
      byte[] start = FooterReader.readAt(source, offset, size);
      ByteArrayInputStream bytes = new ByteArrayInputStream(start);
      try {
        PageHeader header = Util.readPageHeader(bytes);
        return new PageStart(header, size - bytes.available());
      } catch (IOException | RuntimeException e) {
        // Thrift reports damage, and the end of its bytes, by whatever its parser trips over.
        if (size == room) {
          throw new CorruptFileException(message(chunk, offset, "its header cannot be read"), e);
        }
        size = room;
      }
    }
  }

  private void verifyBody(ParquetFooter footer) throws IOException {
    if (footer.crc32c().isEmpty()) {
      return;
    }
    String expected = digits(footer.crc32c().getAsLong());
    CRC32C crc = new CRC32C();
    update(crc, 0, FooterReader.footerOffset(source));
    String found = digits(crc.getValue());
    if (!found.equals(expected)) {
      throw new CorruptFileException(
          "Bytes before the footer: expected checksum " + expected + ", found " + found + ".");
    }
  }

  private void update(Checksum checksum, long from, long end) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, end - from));
    for (long at = from; at < end; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), end - at));
      source.read(at, piece);
      checksum.update(piece.flip());
    }
  }

  private static String digits(long checksum) {
    return HexFormat.of().toHexDigits((int) checksum);
  }

  private static String message(ColumnMetaData chunk, long offset, String how) {
    return "Column '" + name(chunk) + "', page at offset " + offset + ": " + how + ".";
  }

  private static String name(ColumnMetaData chunk) {
    return String.join(".", chunk.getPath_in_schema());
  }
}
