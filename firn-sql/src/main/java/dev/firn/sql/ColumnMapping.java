package dev.firn.sql;

import dev.firn.engine.catalog.ColumnDefaults;
import dev.firn.engine.catalog.DefaultValue;
import io.trino.sql.tree.ColumnDefinition;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** From Trino's syntax tree of a column to Iceberg's field. */
final class ColumnMapping {
  private final SqlPosition start;
  private final ColumnTypes types;

  ColumnMapping(SqlPosition start, int formatVersion) {
    this.start = start;
    this.types = new ColumnTypes(start, formatVersion);
  }

  /** The names of a path as they were written. */
  static List<String> parts(QualifiedName name) {
    return name.getOriginalParts().stream().map(Identifier::getValue).toList();
  }

  /** The column, under the last name of its path. */
  Types.NestedField of(ColumnDefinition column) {
    List<String> path = parts(column.getName());
    String dotted = String.join(".", path);
    if (!column.getProperties().isEmpty()) {
      throw start
          .of(column)
          .unsupported(
              "Column '" + dotted + "': expected no WITH, found one. Set properties of the table.");
    }
    Type type = types.of(dotted, column.getType());
    Types.NestedField.Builder field =
        Types.NestedField.builder()
            .withId(types.nextId())
            .isOptional(column.isNullable())
            .withName(path.getLast())
            .ofType(type)
            .withDoc(column.getComment().orElse(null));
    column
        .getDefaultValue()
        .flatMap(value -> literal(dotted, value, type))
        .ifPresent(value -> field.withInitialDefault(value).withWriteDefault(value));
    return field.build();
  }

  Type typeOf(String path, io.trino.sql.tree.DataType type) {
    return types.of(path, type);
  }

  private Optional<Literal<?>> literal(String path, Expression value, Type type) {
    Optional<DefaultValue> given = DefaultMapping.of(start, value);
    return given.map(
        known -> ColumnDefaults.literalOf(start.of(value).origin(), path, known, type));
  }

  /** Two names that differ only by case could not be told apart in SQL. */
  static final class NameCheck {
    private final String what;
    private final Map<String, String> seen = new HashMap<>();

    NameCheck(String what) {
      this.what = what;
    }

    void add(SqlPosition position, String name) {
      String before = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        throw position.syntax(
            what + " '" + name + "'",
            "a name that no other has, with or without case",
            "'" + before + "' before it",
            "");
      }
    }
  }
}
