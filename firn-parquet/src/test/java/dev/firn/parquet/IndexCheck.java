package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.BoundaryOrder;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;

/** Holds footer statistics and page indexes, as parquet-java reads them, against the model. */
final class IndexCheck {
  private final int boundBytesMax;
  private int indexedPageCount;

  private IndexCheck(int boundBytesMax) {
    this.boundBytesMax = boundBytesMax;
  }

  /** Checks all chunks; returns how many pages had bounds in a column index. */
  static int check(ParquetFileReader reader, TestTable table, int boundBytesMax)
      throws IOException {
    List<LeafRows> leaves =
        table.columns().stream()
            .map(
                column ->
                    new LeafRows(column.kind(), (from, end) -> column.values().subList(from, end)))
            .toList();
    return check(reader, leaves, table.rowCount(), boundBytesMax);
  }

  /**
   * A leaf column.
   *
   * @param values those of a range of rows; a null for each level without one
   */
  record LeafRows(Kind kind, BiFunction<Integer, Integer, List<Object>> values) {}

  /** Checks all chunks; returns how many pages had bounds in a column index. */
  static int check(ParquetFileReader reader, List<LeafRows> leaves, int rowCount, int boundBytesMax)
      throws IOException {
    IndexCheck check = new IndexCheck(boundBytesMax);
    int firstRow = 0;
    for (BlockMetaData block : reader.getFooter().getBlocks()) {
      int end = firstRow + (int) block.getRowCount();
      for (int i = 0; i < leaves.size(); i++) {
        ColumnChunkMetaData chunk = block.getColumns().get(i);
        LeafRows leaf = leaves.get(i);
        List<Object> values = leaf.values().apply(firstRow, end);
        assertThat(chunk.getValueCount()).isEqualTo(values.size());
        check.checkStatistics(chunk.getStatistics(), leaf.kind(), values);
        check.checkIndexes(reader, chunk, leaf, firstRow, end);
      }
      firstRow = end;
    }
    assertThat(firstRow).isEqualTo(rowCount);
    return check.indexedPageCount;
  }

  private void checkStatistics(Statistics<?> statistics, Kind kind, List<Object> values) {
    assertThat(statistics.getNumNulls()).isEqualTo(Model.nullCount(values));
    Optional<Object> min = Model.min(kind, values);
    assertThat(statistics.hasNonNullValue()).isEqualTo(min.isPresent());
    if (min.isPresent()) {
      checkLower(kind, min.get(), statistics.getMinBytes());
      checkUpper(kind, Model.max(kind, values).orElseThrow(), statistics.getMaxBytes());
    }
  }

  private void checkIndexes(
      ParquetFileReader reader, ColumnChunkMetaData chunk, LeafRows leaf, int firstRow, int end)
      throws IOException {
    Kind kind = leaf.kind();
    OffsetIndex offsets = reader.readOffsetIndex(chunk);
    ColumnIndex index = reader.readColumnIndex(chunk);
    boolean hasIndex = true;
    for (int page = 0; page < offsets.getPageCount(); page++) {
      List<Object> rows = rowsOf(offsets, page, leaf, firstRow, end);
      hasIndex &= Model.min(kind, rows).isPresent() || Model.nullCount(rows) == rows.size();
    }
    assertThat(index != null).as("column index of %s", kind).isEqualTo(hasIndex);
    if (index != null) {
      for (int page = 0; page < offsets.getPageCount(); page++) {
        checkPage(index, page, kind, rowsOf(offsets, page, leaf, firstRow, end));
      }
      checkOrder(index, kind);
    }
  }

  private static List<Object> rowsOf(
      OffsetIndex offsets, int page, LeafRows leaf, int firstRow, int end) {
    return leaf.values()
        .apply(
            firstRow + (int) offsets.getFirstRowIndex(page),
            firstRow + (int) offsets.getLastRowIndex(page, end - firstRow) + 1);
  }

  private void checkPage(ColumnIndex index, int page, Kind kind, List<Object> rows) {
    Optional<Object> min = Model.min(kind, rows);
    assertThat(index.getNullPages().get(page)).isEqualTo(min.isEmpty());
    assertThat(index.getNullCounts().get(page)).isEqualTo(Model.nullCount(rows));
    if (min.isPresent()) {
      checkLower(kind, min.get(), bytes(index.getMinValues().get(page)));
      checkUpper(kind, Model.max(kind, rows).orElseThrow(), bytes(index.getMaxValues().get(page)));
      indexedPageCount++;
    }
  }

  private void checkLower(Kind kind, Object exact, byte[] found) {
    byte[] whole = Model.plain(kind, exact);
    if (!isCut(kind, whole)) {
      assertThat(found).isEqualTo(whole);
    } else {
      assertThat(found).isEqualTo(Arrays.copyOf(whole, found.length));
      assertThat(found.length).isLessThanOrEqualTo(boundBytesMax);
    }
  }

  private void checkUpper(Kind kind, Object exact, byte[] found) {
    byte[] whole = Model.plain(kind, exact);
    if (!isCut(kind, whole)) {
      assertThat(found).isEqualTo(whole);
    } else {
      assertThat(Arrays.compareUnsigned(found, whole)).isGreaterThanOrEqualTo(0);
      assertThat(found.length).isLessThanOrEqualTo(Math.max(whole.length, boundBytesMax + 3));
    }
  }

  private boolean isCut(Kind kind, byte[] whole) {
    boolean variable =
        kind.isText() || kind == Kind.BINARY || kind == Kind.LARGE_BINARY || kind == Kind.FIXED_5;
    return variable && whole.length > boundBytesMax;
  }

  /** Only text is looked at: its bounds compare as bytes. */
  private static void checkOrder(ColumnIndex index, Kind kind) {
    if (!kind.isText() || index.getBoundaryOrder() == BoundaryOrder.UNORDERED) {
      return;
    }
    byte[] before = null;
    for (int page = 0; page < index.getNullPages().size(); page++) {
      if (!index.getNullPages().get(page)) {
        byte[] min = bytes(index.getMinValues().get(page));
        if (before != null) {
          int direction = index.getBoundaryOrder() == BoundaryOrder.ASCENDING ? 1 : -1;
          assertThat(Arrays.compareUnsigned(min, before) * direction).isGreaterThanOrEqualTo(0);
        }
        before = min;
      }
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
