package dev.firn.sql;

import java.util.List;

/**
 * What a statement shows of the catalog: rows of texts.
 *
 * @param columns their names
 * @param rows each as long as the columns
 */
public record Listing(List<String> columns, List<List<String>> rows) {
  public Listing {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** One column, a row for each name that a pattern matches. */
  static Listing ofNames(String column, List<String> names, NamePattern like) {
    return new Listing(
        List.of(column), names.stream().filter(like::matches).map(List::of).toList());
  }
}
