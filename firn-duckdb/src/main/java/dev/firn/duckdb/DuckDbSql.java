package dev.firn.duckdb;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quoting for SQL text that is put together from parts, so that no name can end its quotes. */
public final class DuckDbSql {
  private DuckDbSql() {}

  /** A string literal: {@code 'it''s'}. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A list of string literals: {@code ['a', 'b']}. */
  public static String literals(Collection<String> texts) {
    return texts.stream().map(DuckDbSql::literal).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A quoted identifier, kept as written: {@code "my ""own"" column"}. */
  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
