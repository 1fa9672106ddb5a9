package dev.firn.engine.catalog;

import java.util.List;

/**
 * A column as a change names it. Found as SQL finds it: by the name as written, else by the one
 * that differs only in case.
 *
 * @param path the names from the table's level down; {@code element}, {@code key} and {@code value}
 *     lead into lists and maps
 * @param origin where it was written, put before messages, such as {@code SQL, line 1, column 7};
 *     empty if nowhere
 */
public record ColumnRef(List<String> path, String origin) {
  public ColumnRef {
    path = List.copyOf(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("A column has a name");
    }
  }

  /** A column by its names from the table's level down. */
  public static ColumnRef of(String... path) {
    return new ColumnRef(List.of(path), "");
  }

  /** The path as messages and properties write it. */
  public String dotted() {
    return String.join(".", path);
  }

  /** The last name. */
  String name() {
    return path.getLast();
  }
}
