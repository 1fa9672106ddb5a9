package dev.firn.cli;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command answers: rows that stream by, or one thing.
 *
 * @param columns names, types and alignment
 * @param rows each as many cells as there are columns; see {@link Cells} for the types of cells
 * @param shape whether JSON is an array of objects or one object
 */
record Result(List<Column> columns, Iterator<@Nullable Object[]> rows, Shape shape) {
  enum Shape {
    MANY,
    ONE
  }

  static Result many(List<Column> columns, List<@Nullable Object[]> rows) {
    return new Result(columns, rows.iterator(), Shape.MANY);
  }

  static Result one(List<Column> columns, @Nullable Object... cells) {
    return new Result(columns, List.<@Nullable Object[]>of(cells).iterator(), Shape.ONE);
  }
}
