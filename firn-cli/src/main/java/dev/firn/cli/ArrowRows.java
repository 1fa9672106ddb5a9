package dev.firn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The rows of an Arrow reader as cells, one batch in memory at a time. */
final class ArrowRows implements Iterator<@Nullable Object[]> {
  private final ArrowReader reader;
  private final VectorSchemaRoot root;
  private int position;
  private boolean hasBatch;

  private ArrowRows(ArrowReader reader, VectorSchemaRoot root) {
    this.reader = reader;
    this.root = root;
  }

  /** The reader's rows as a result. */
  static Result resultOf(ArrowReader reader) {
    try {
      ArrowRows rows = new ArrowRows(reader, reader.getVectorSchemaRoot());
      List<Column> columns =
          rows.root.getSchema().getFields().stream().map(ArrowRows::column).toList();
      return new Result(columns, rows, Result.Shape.MANY);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the result failed", e);
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (!hasBatch || position >= root.getRowCount()) {
        position = 0;
        hasBatch = reader.loadNextBatch();
        if (!hasBatch) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the result failed", e);
    }
  }

  @Override
  public @Nullable Object[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    @Nullable Object[] cells = new @Nullable Object[root.getFieldVectors().size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = ArrowCells.cell(root.getVector(i), position);
    }
    position++;
    return cells;
  }

  private static Column column(Field field) {
    boolean isNumber =
        field.getType() instanceof ArrowType.Int
            || field.getType() instanceof ArrowType.FloatingPoint
            || field.getType() instanceof ArrowType.Decimal;
    return new Column(
        field.getName(),
        ArrowCells.typeName(field),
        isNumber ? Column.Alignment.RIGHT : Column.Alignment.LEFT);
  }
}
