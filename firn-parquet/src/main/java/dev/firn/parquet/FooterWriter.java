package dev.firn.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * Collects what stands behind the row groups, and writes it: all column indexes, all offset
 * indexes, the footer. The footer also carries the CRC32C of all bytes before it: from the magic
 * word at the beginning of the file to the end of the last offset index. And it carries one of
 * itself, see {@link FooterChecksum}.
 */
final class FooterWriter {
  /** The key under which the footer carries the checksum, as eight hexadecimal digits. */
  static final String CHECKSUM_KEY = "firn.crc32c";

  static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  /** Parquet format 2: logical types and data pages of version 2 are in use. */
  private static final int FORMAT_VERSION = 2;

  /** What the footer says about one chunk, roughly; only for estimates. */
  private static final int CHUNK_METADATA_BYTES = 250;

  private final FileSchema schema;
  private final WriterOptions options;
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private final List<ChunkIndexes> indexes = new ArrayList<>();
  private long rowCount;
  private long indexBytes;
  private List<SortingColumn> sortingColumns = List.of();

  FooterWriter(FileSchema schema, WriterOptions options) {
    this.schema = schema;
    this.options = options;
  }

  /** Adds a flushed row group and the indexes of its chunks. */
  void add(RowGroup rowGroup, List<ChunkIndexes> chunks) {
    if (rowGroups.size() <= Short.MAX_VALUE) {
      rowGroup.setOrdinal((short) rowGroups.size());
    }
    rowGroups.add(rowGroup);
    indexes.addAll(chunks);
    rowCount += rowGroup.getNum_rows();
    for (ChunkIndexes chunk : chunks) {
      indexBytes += chunk.byteCount();
    }
  }

  /** See {@link ParquetWriter#sortedBy}. */
  void sortedBy(List<SortedColumn> columns) {
    sortingColumns = columns.stream().map(this::sortingColumn).toList();
  }

  private SortingColumn sortingColumn(SortedColumn column) {
    List<LeafColumn> found =
        schema.leaves().stream()
            .filter(leaf -> leaf.fieldId().equals(OptionalInt.of(column.fieldId())))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "Sorted by id "
              + column.fieldId()
              + ": expected one column of this id, found "
              + found.size()
              + ".");
    }
    return new SortingColumn(
        found.getFirst().index(), column.isDescending(), column.isNullsFirst());
  }

  List<RowGroup> rowGroups() {
    return Collections.unmodifiableList(rowGroups);
  }

  long rowCount() {
    return rowCount;
  }

  /** What the indexes and metadata of the flushed row groups hold and will take in the file. */
  long bytesEstimate() {
    return indexBytes + (long) indexes.size() * CHUNK_METADATA_BYTES;
  }

  /** Writes it all and says the checksum of what stands before the footer. */
  long write(FileOutput output) throws IOException {
    List<ColumnChunk> chunks = rowGroups.stream().flatMap(g -> g.getColumns().stream()).toList();
    for (int i = 0; i < chunks.size(); i++) {
      byte[] index = indexes.get(i).columnIndex();
      if (index.length > 0) {
        chunks.get(i).setColumn_index_offset(output.offset());
        chunks.get(i).setColumn_index_length(index.length);
        output.write(index);
      }
    }
    for (int i = 0; i < chunks.size(); i++) {
      byte[] index = indexes.get(i).offsetIndex();
      chunks.get(i).setOffset_index_offset(output.offset());
      chunks.get(i).setOffset_index_length(index.length);
      output.write(index);
    }
    long checksum = output.checksum();
    output.write(footer(checksum));
    return checksum;
  }

  private byte[] footer(long checksum) throws IOException {
    if (!sortingColumns.isEmpty()) {
      rowGroups.forEach(rowGroup -> rowGroup.setSorting_columns(sortingColumns));
    }
    FileMetaData metadata =
        new FileMetaData(FORMAT_VERSION, schema.elements(), rowCount, rowGroups);
    metadata.setCreated_by(options.createdBy());
    metadata.setKey_value_metadata(keyValues(checksum));
    metadata.setColumn_orders(columnOrders());
    ByteArrayOutputStream thrift = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, thrift);
    byte[] footer = thrift.toByteArray();
    FooterChecksum.seal(footer);
    return ByteBuffer.allocate(footer.length + FooterReader.TAIL_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(footer)
        .putInt(footer.length)
        .put(MAGIC)
        .array();
  }

  private List<KeyValue> keyValues(long checksum) {
    List<KeyValue> pairs = new ArrayList<>();
    options
        .keyValueMetadata()
        .forEach((key, value) -> pairs.add(new KeyValue(key).setValue(value)));
    String digits = HexFormat.of().toHexDigits((int) checksum);
    pairs.add(new KeyValue(CHECKSUM_KEY).setValue(digits));
    pairs.add(new KeyValue(FooterChecksum.KEY).setValue(FooterChecksum.ZEROS));
    return pairs;
  }

  /** Type-defined for floats as well: older readers drop bounds under any other order. */
  private List<ColumnOrder> columnOrders() {
    ColumnOrder order = new ColumnOrder();
    order.setTYPE_ORDER(new TypeDefinedOrder());
    return Collections.nCopies(schema.leaves().size(), order);
  }
}
