package dev.firn.input.csv;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.input.convert.RefusedValue;
import dev.firn.input.convert.ScalarWriter;
import dev.firn.input.text.RowWidth;
import dev.firn.input.text.TextLimits;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The vectors of a batch of CSV, and how a record becomes a row of them. One root for all batches:
 * closing a batch empties it.
 *
 * <p>Limit: a batch is as large as its reader lets it become; vectors grow by the allocator's
 * leave.
 *
 * <p>Threads: one at a time.
 */
final class CsvRows implements AutoCloseable {
  /** More are made room for as they come, so that a large batch size costs nothing by itself. */
  private static final int ROOM_ROWS_MAX = 16_384;

  private final CsvColumns columns;
  private final char[][] nulls;
  private final VectorSchemaRoot root;
  private final FieldVector[] vectors;
  private final ScalarWriter[] writers;
  private final int[] cells;
  private final int roomRows;
  private final int rowBytes;

  CsvRows(CsvColumns columns, List<String> nulls, TextLimits limits, BufferAllocator allocator) {
    this.columns = columns;
    this.nulls = nulls.stream().map(String::toCharArray).toArray(char[][]::new);
    this.root = VectorSchemaRoot.create(columns.schema(), allocator);
    this.vectors = root.getFieldVectors().toArray(FieldVector[]::new);
    this.writers =
        columns.columns().stream()
            .map(column -> ScalarWriter.of(column.column().type()))
            .toArray(ScalarWriter[]::new);
    this.cells = columns.columns().stream().mapToInt(CsvColumns.Column::cell).toArray();
    this.rowBytes = RowWidth.of(root.getFieldVectors());
    this.roomRows =
        (int)
            Math.max(
                1,
                Math.min(
                    Math.min(ROOM_ROWS_MAX, limits.batchRows()),
                    limits.batchBytes() / Math.max(1, rowBytes)));
  }

  /** Bytes of a row in the vectors, without those that its text decides. */
  int rowBytes() {
    return rowBytes;
  }

  /** Makes room for a batch. */
  void begin() {
    for (FieldVector vector : vectors) {
      vector.setInitialCapacity(roomRows);
      vector.allocateNew();
    }
  }

  /** Writes a record of as many cells as there are columns; reports values that are refused. */
  void write(CsvRecord record, BatchOrigin origin, int position, ViolationLog log) {
    char[] chars = record.chars();
    for (int index = 0; index < vectors.length; index++) {
      int cell = cells[index];
      int start = record.start(cell);
      int length = record.length(cell);
      if (!record.isQuoted(cell) && isNull(chars, start, length)) {
        writers[index].writeNull(vectors[index], position);
      } else if (!writers[index].writeText(vectors[index], position, chars, start, length)) {
        log.add(
            origin,
            position,
            RefusedValue.of(
                columns.columns().get(index).column().name(),
                writers[index].expected(),
                chars,
                start,
                length));
      }
    }
  }

  /** The batch's rows. */
  VectorSchemaRoot finish(int rowCount) {
    root.setRowCount(rowCount);
    return root;
  }

  @Override
  public void close() {
    root.close();
  }

  private boolean isNull(char[] text, int from, int length) {
    for (char[] each : nulls) {
      if (each.length == length && matches(each, text, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(char[] expected, char[] text, int from) {
    for (int at = 0; at < expected.length; at++) {
      if (text[from + at] != expected[at]) {
        return false;
      }
    }
    return true;
  }
}
