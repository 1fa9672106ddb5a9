package dev.firn.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** Reads footers and turns their thrift structures into facts. */
final class FooterReader {
  /** The footer's length and the magic word. */
  static final int TAIL_BYTES = 8;

  /** {@code PAR1}, read as a little-endian number. */
  static final int MAGIC = 0x31524150;

  static final int MAGIC_BYTES = 4;

  private FooterReader() {}

  static ParquetFooter read(ParquetSource source) throws IOException {
    FileMetaData metadata = readMetadata(source);
    List<RowGroupFacts> rowGroups = new ArrayList<>();
    for (RowGroup rowGroup : metadata.getRow_groups()) {
      rowGroups.add(rowGroupFacts(rowGroup));
    }
    return new ParquetFooter(
        source.fileBytes(),
        metadata.getNum_rows(),
        rowGroups,
        columns(metadata),
        keyValues(metadata),
        checksum(keyValues(metadata)),
        metadata.isSetCreated_by() ? metadata.getCreated_by() : "");
  }

  static FileMetaData readMetadata(ParquetSource source) throws IOException {
    long offset = footerOffset(source);
    byte[] footer = readAt(source, offset, (int) (source.fileBytes() - TAIL_BYTES - offset));
    Optional<String> problem = FooterChecksum.problem(footer);
    if (problem.isPresent()) {
      throw new CorruptFileException(problem.get());
    }
    return parse(footer);
  }

  /** Where the footer begins, which is where row groups and indexes end. */
  static long footerOffset(ParquetSource source) throws IOException {
    long fileBytes = source.fileBytes();
    if (fileBytes < MAGIC_BYTES + TAIL_BYTES) {
      throw new CorruptFileException(
          "File: expected at least the bytes of an empty one, found " + fileBytes + ".");
    }
    ByteBuffer tail =
        ByteBuffer.wrap(readAt(source, fileBytes - TAIL_BYTES, TAIL_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    int footerBytes = tail.getInt();
    int magic = tail.getInt();
    if (magic != MAGIC) {
      throw new CorruptFileException(
          String.format("End of file: expected the magic word PAR1, found 0x%08x.", magic));
    }
    long offset = fileBytes - TAIL_BYTES - footerBytes;
    if (footerBytes <= 0 || offset < MAGIC_BYTES) {
      throw new CorruptFileException(
          "Footer length: expected a number that fits a file of "
              + fileBytes
              + " bytes, found "
              + footerBytes
              + ".");
    }
    return offset;
  }

  static byte[] readAt(ParquetSource source, long offset, int byteCount) throws IOException {
    byte[] bytes = new byte[byteCount];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    source.read(offset, buffer);
    if (buffer.hasRemaining()) {
      throw new CorruptFileException(
          "Read at offset " + offset + ": " + buffer.remaining() + " bytes are missing.");
    }
    return bytes;
  }

  /** Where the chunk's first page begins. */
  static long chunkOffset(ColumnMetaData chunk) {
    return chunk.isSetDictionary_page_offset()
        ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
        : chunk.getData_page_offset();
  }

  private static FileMetaData parse(byte[] bytes) throws CorruptFileException {
    try {
      FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(bytes));
      for (RowGroup rowGroup : metadata.getRow_groups()) {
        for (ColumnChunk chunk : rowGroup.getColumns()) {
          if (!chunk.isSetMeta_data()) {
            throw new CorruptFileException("Footer: a column chunk has no metadata.");
          }
        }
      }
      return metadata;
    } catch (CorruptFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Thrift reports damage by whatever its parser trips over.
      throw new CorruptFileException("Footer: cannot be read as Parquet metadata.", e);
    }
  }

  static RowGroupFacts rowGroupFacts(RowGroup rowGroup) {
    long offset = Long.MAX_VALUE;
    long compressedBytes = 0;
    for (ColumnChunk chunk : rowGroup.getColumns()) {
      offset = Math.min(offset, chunkOffset(chunk.getMeta_data()));
      compressedBytes += chunk.getMeta_data().getTotal_compressed_size();
    }
    return new RowGroupFacts(
        rowGroup.getColumns().isEmpty() ? MAGIC_BYTES : offset,
        rowGroup.getNum_rows(),
        rowGroup.getTotal_byte_size(),
        compressedBytes);
  }

  private static List<FooterColumn> columns(FileMetaData metadata) throws CorruptFileException {
    List<FooterColumnSum> sums = FooterSchema.leaves(metadata.getSchema());
    for (RowGroup rowGroup : metadata.getRow_groups()) {
      if (rowGroup.getColumns().size() != sums.size()) {
        throw new CorruptFileException(
            "Footer: expected "
                + sums.size()
                + " columns in each row group, found "
                + rowGroup.getColumns().size()
                + ".");
      }
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).add(rowGroup.getColumns().get(i).getMeta_data());
      }
    }
    return sums.stream().map(FooterColumnSum::column).toList();
  }

  /** The checksum in Firn's pair, if the footer has it. */
  private static OptionalLong checksum(Map<String, String> pairs) throws CorruptFileException {
    String digits = pairs.get(FooterWriter.CHECKSUM_KEY);
    if (digits == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(HexFormat.fromHexDigits(digits) & 0xFFFFFFFFL);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(
          "Footer, '"
              + FooterWriter.CHECKSUM_KEY
              + "': expected eight hexadecimal digits, found '"
              + digits
              + "'.");
    }
  }

  private static Map<String, String> keyValues(FileMetaData metadata) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (metadata.isSetKey_value_metadata()) {
      for (KeyValue pair : metadata.getKey_value_metadata()) {
        pairs.put(pair.getKey(), pair.isSetValue() ? pair.getValue() : "");
      }
    }
    return pairs;
  }
}
