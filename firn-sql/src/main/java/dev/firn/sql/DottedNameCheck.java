package dev.firn.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Whether columns can be told apart by their dotted names, by which Iceberg finds them: a column
 * {@code "a.b"} has the dotted name of the field {@code b} of a column {@code a}.
 */
final class DottedNameCheck {
  /** What was met, in SQL, by its dotted name in lower case. */
  private final Map<String, String> seen = new HashMap<>();

  /** Adds a column with all its fields, or refuses it at its place. */
  void add(SqlPosition position, Types.NestedField column) {
    add(position, column.name(), SqlText.termName(column.name()), column.type());
  }

  private void add(SqlPosition position, String dotted, String inSql, Type type) {
    String before = seen.putIfAbsent(dotted.toLowerCase(Locale.ROOT), inSql);
    if (before != null) {
      throw position.syntax(
          "Column '" + inSql + "'",
          "a dotted name that no other has, with or without case",
          "column '" + before + "', which is also '" + dotted + "'",
          "Rename one of them.");
    }
    if (type.isNestedType()) {
      for (Types.NestedField field : type.asNestedType().fields()) {
        add(
            position,
            dotted + "." + field.name(),
            inSql + "." + SqlText.termName(field.name()),
            field.type());
      }
    }
  }
}
