package dev.firn.sql;

import io.trino.sql.ReservedIdentifiers;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of statements as text. */
final class SqlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private SqlText() {}

  /** A name, quoted if the parser would not take it for one. */
  static String name(String name) {
    return ReservedIdentifiers.reserved(name) ? quoted(name) : termName(name);
  }

  /** A name in a string of {@code partitioning} or {@code sorted_by}, where no word is reserved. */
  static String termName(String name) {
    return PLAIN.matcher(name).matches() ? name : quoted(name);
  }

  static String string(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String array(List<String> texts) {
    return texts.stream().map(SqlText::string).collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  static String map(List<String> keys, List<String> values) {
    return "MAP(" + array(keys) + ", " + array(values) + ")";
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
