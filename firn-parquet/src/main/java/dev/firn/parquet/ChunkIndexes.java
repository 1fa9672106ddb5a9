package dev.firn.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;

/**
 * The page indexes of one flushed chunk, as thrift bytes that wait for the end of the file.
 *
 * <p>A chunk with a page of nothing but NaNs has no column index: under type-defined order the
 * format forbids one, because no bounds could stand there.
 */
final class ChunkIndexes {
  private static final byte[] NONE = {};
  private static final ByteBuffer NO_BOUND = ByteBuffer.wrap(NONE).asReadOnlyBuffer();

  private final byte[] columnIndex;
  private final byte[] offsetIndex;

  private ChunkIndexes(byte[] columnIndex, byte[] offsetIndex) {
    this.columnIndex = columnIndex;
    this.offsetIndex = offsetIndex;
  }

  /**
   * The indexes of a chunk.
   *
   * @param offset where its first data page begins in the file
   */
  static ChunkIndexes of(FinishedChunk chunk, long offset) throws IOException {
    List<PageFacts> pages = chunk.pages().facts();
    byte[] columnIndex =
        pages.stream().allMatch(page -> page.hasOnlyNulls() || page.bounds().isPresent())
            ? serialize(columnIndex(chunk.column(), pages))
            : NONE;
    return new ChunkIndexes(columnIndex, serialize(offsetIndex(chunk.column(), pages, offset)));
  }

  /** The column index, of no bytes if there is none. */
  byte[] columnIndex() {
    return columnIndex;
  }

  byte[] offsetIndex() {
    return offsetIndex;
  }

  long byteCount() {
    return (long) columnIndex.length + offsetIndex.length;
  }

  private static ColumnIndex columnIndex(LeafColumn column, List<PageFacts> pages) {
    List<Boolean> nullPages = new ArrayList<>();
    List<Bounds> bounds = new ArrayList<>();
    List<ByteBuffer> mins = new ArrayList<>();
    List<ByteBuffer> maxs = new ArrayList<>();
    for (PageFacts page : pages) {
      nullPages.add(page.bounds().isEmpty());
      mins.add(page.bounds().map(b -> ByteBuffer.wrap(b.min())).orElse(NO_BOUND));
      maxs.add(page.bounds().map(b -> ByteBuffer.wrap(b.max())).orElse(NO_BOUND));
      page.bounds().ifPresent(bounds::add);
    }
    ColumnIndex index =
        new ColumnIndex(nullPages, mins, maxs, boundaryOrder(bounds, column.layout().order()));
    index.setNull_counts(pages.stream().map(page -> (long) page.nullCount()).toList());
    if (column.layout().isFloating()) {
      index.setNan_counts(pages.stream().map(PageFacts::nanCount).toList());
    }
    if (!column.isRequired()) {
      index.setDefinition_level_histograms(joined(pages, PageFacts::definitionCounts));
    }
    if (column.repetitionLevelMax() > 0) {
      index.setRepetition_level_histograms(joined(pages, PageFacts::repetitionCounts));
    }
    return index;
  }

  private static BoundaryOrder boundaryOrder(List<Bounds> pages, BoundOrder order) {
    boolean ascending = true;
    boolean descending = true;
    for (int i = 1; i < pages.size(); i++) {
      int min = order.compare(pages.get(i - 1).min(), pages.get(i).min());
      int max = order.compare(pages.get(i - 1).max(), pages.get(i).max());
      ascending &= min <= 0 && max <= 0;
      descending &= min >= 0 && max >= 0;
    }
    if (ascending) {
      return BoundaryOrder.ASCENDING;
    }
    return descending ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED;
  }

  /** Page after page: how often each level occurs. */
  private static List<Long> joined(
      List<PageFacts> pages, Function<PageFacts, List<Long>> histogram) {
    return pages.stream().flatMap(page -> histogram.apply(page).stream()).toList();
  }

  private static OffsetIndex offsetIndex(LeafColumn column, List<PageFacts> pages, long offset) {
    List<PageLocation> locations = new ArrayList<>();
    long at = offset;
    long firstRow = 0;
    for (PageFacts page : pages) {
      locations.add(new PageLocation(at, page.storedBytes(), firstRow));
      at += page.storedBytes();
      firstRow += page.rowCount();
    }
    OffsetIndex index = new OffsetIndex(locations);
    if (column.layout().isVariable()) {
      index.setUnencoded_byte_array_data_bytes(pages.stream().map(PageFacts::valueBytes).toList());
    }
    return index;
  }

  private static byte[] serialize(ColumnIndex index) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeColumnIndex(index, bytes);
    return bytes.toByteArray();
  }

  private static byte[] serialize(OffsetIndex index) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeOffsetIndex(index, bytes);
    return bytes.toByteArray();
  }
}
