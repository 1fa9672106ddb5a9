package dev.firn.engine.verify;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** A row of a batch as Iceberg's comparators take it, or one that was copied out of a batch. */
final class ArrowRow implements StructLike {
  private final List<ArrowCell> cells;
  private final int position;

  private ArrowRow(List<ArrowCell> cells, int position) {
    this.cells = cells;
    this.position = position;
  }

  /** The first row of some columns; {@link #at} gives the others. */
  static ArrowRow of(List<Types.NestedField> fields, List<FieldVector> vectors) {
    List<ArrowCell> cells = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      cells.add(ArrowCell.of(fields.get(i).type(), vectors.get(i)));
    }
    return new ArrowRow(cells, 0);
  }

  /** The row at a position of the same columns. */
  ArrowRow at(int row) {
    return new ArrowRow(cells, row);
  }

  /** The row's values, apart from the batch. */
  ArrowRow copy() {
    List<ArrowCell> copied = new ArrayList<>();
    for (ArrowCell cell : cells) {
      Object value = cell.read(position);
      Object kept = value instanceof ArrowRow nested ? nested.copy() : value;
      copied.add(any -> kept);
    }
    return new ArrowRow(copied, 0);
  }

  @Override
  public int size() {
    return cells.size();
  }

  @Override
  public <T> @Nullable T get(int index, Class<T> type) {
    return type.cast(cells.get(index).read(position));
  }

  @Override
  public <T> void set(int index, T value) {
    throw new UnsupportedOperationException("Rows of a file are read only");
  }
}
