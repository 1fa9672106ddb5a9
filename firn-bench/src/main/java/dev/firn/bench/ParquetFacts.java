package dev.firn.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What a Parquet file says of itself, whoever wrote it.
 *
 * @param codecs of its columns, with a comma between them
 * @param crcs whether the first page of each column chunk has a checksum
 * @param columnIndexes which column chunks have one
 * @param offsetIndexes which column chunks have one
 */
record ParquetFacts(
    long rows,
    int rowGroups,
    String codecs,
    Share crcs,
    Share columnIndexes,
    Share offsetIndexes,
    String createdBy) {
  /** The footer's length and the magic number behind it. */
  private static final int TAIL_BYTES = 8;

  /** How many have something. */
  record Share(long having, long all) {
    static Share of(List<Boolean> each) {
      return new Share(each.stream().filter(has -> has).count(), each.size());
    }

    /** A word where all or none have it, for a cell. */
    String cell() {
      return having == all ? "yes" : having == 0 ? "no" : having + " of " + all;
    }
  }

  /** Reads the footer and a page header of each column chunk. */
  static ParquetFacts of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      FileMetaData footer = footer(channel);
      List<ColumnChunk> chunks = new ArrayList<>();
      for (RowGroup rowGroup : footer.getRow_groups()) {
        chunks.addAll(rowGroup.getColumns());
      }
      List<Boolean> crcs = new ArrayList<>();
      for (ColumnChunk chunk : chunks) {
        InputStream pages = streamAt(channel, firstPageOffset(chunk.getMeta_data()));
        crcs.add(Util.readPageHeader(pages).isSetCrc());
      }
      return new ParquetFacts(
          footer.getNum_rows(),
          footer.getRow_groupsSize(),
          chunks.stream()
              .map(chunk -> chunk.getMeta_data().getCodec().name().toLowerCase(Locale.ROOT))
              .distinct()
              .sorted()
              .collect(Collectors.joining(", ")),
          Share.of(crcs),
          Share.of(chunks.stream().map(ColumnChunk::isSetColumn_index_offset).toList()),
          Share.of(chunks.stream().map(ColumnChunk::isSetOffset_index_offset).toList()),
          footer.getCreated_by());
    }
  }

  private static FileMetaData footer(FileChannel channel) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long tailOffset = channel.size() - TAIL_BYTES;
    Channels.newInputStream(channel.position(tailOffset)).readNBytes(tail.array(), 0, TAIL_BYTES);
    return Util.readFileMetaData(streamAt(channel, tailOffset - tail.getInt(0)));
  }

  private static long firstPageOffset(ColumnMetaData chunk) {
    return chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
        ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
        : chunk.getData_page_offset();
  }

  private static InputStream streamAt(FileChannel channel, long offset) throws IOException {
    return new BufferedInputStream(Channels.newInputStream(channel.position(offset)));
  }
}
