package dev.firn.sql;

import dev.firn.sql.Statement.OnExisting;
import dev.firn.sql.Statement.TableSettings;
import io.trino.sql.tree.ColumnDefinition;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.SaveMode;
import io.trino.sql.tree.TableElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** From Trino's syntax tree of a table to what Iceberg makes a table of. */
final class TableMapping {
  private TableMapping() {}

  static Statement createTable(SqlPosition position, CreateTable create) {
    TableIdentifier name = tableName(position, create.getName());
    TableSettings settings = SettingsMapping.of(create.getProperties());
    Schema schema = schema(create.getElements(), settings.formatVersion());
    return new Statement.CreateTable(
        position,
        name,
        schema,
        create.getComment(),
        settings,
        create.getSaveMode() == SaveMode.IGNORE ? OnExisting.SKIP : OnExisting.FAIL);
  }

  static TableIdentifier tableName(SqlPosition position, QualifiedName name) {
    List<String> parts = parts(name);
    if (parts.size() != 2) {
      throw position.syntax("Table name", "schema.table", "'" + String.join(".", parts) + "'", "");
    }
    return TableIdentifier.of(parts.getFirst(), parts.getLast());
  }

  static Namespace schemaName(SqlPosition position, QualifiedName name) {
    List<String> parts = parts(name);
    if (parts.size() != 1) {
      throw position.syntax("Schema name", "one name", "'" + String.join(".", parts) + "'", "");
    }
    return Namespace.of(parts.getFirst());
  }

  private static List<String> parts(QualifiedName name) {
    return name.getOriginalParts().stream().map(Identifier::getValue).toList();
  }

  private static Schema schema(List<TableElement> elements, int formatVersion) {
    ColumnTypes types = new ColumnTypes(formatVersion);
    NameCheck names = new NameCheck("Column");
    List<Types.NestedField> columns = new ArrayList<>();
    for (TableElement element : elements) {
      if (!(element instanceof ColumnDefinition column)) {
        throw SqlPosition.of(element)
            .unsupported("CREATE TABLE: expected columns, found LIKE. Name the columns.");
      }
      columns.add(column(column, types, names));
    }
    return TypeUtil.assignFreshIds(new Schema(columns), new AtomicInteger()::incrementAndGet);
  }

  private static Types.NestedField column(
      ColumnDefinition column, ColumnTypes types, NameCheck names) {
    SqlPosition position = SqlPosition.of(column);
    List<String> parts = parts(column.getName());
    String name = parts.getFirst();
    if (parts.size() != 1) {
      throw position.syntax("Column name", "one name", "'" + String.join(".", parts) + "'", "");
    }
    if (column.getDefaultValue().isPresent()) {
      throw position.unsupported(
          "Column '" + name + "': expected no DEFAULT, found one. The next version brings them.");
    }
    if (!column.getProperties().isEmpty()) {
      throw position.unsupported(
          "Column '" + name + "': expected no WITH, found one. Set properties of the table.");
    }
    names.add(position, name);
    return Types.NestedField.builder()
        .withId(types.nextId())
        .isOptional(column.isNullable())
        .withName(name)
        .ofType(types.of(name, column.getType()))
        .withDoc(column.getComment().orElse(null))
        .build();
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
