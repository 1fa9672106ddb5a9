package dev.firn.sql;

import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import io.trino.sql.tree.ColumnDefinition;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.SaveMode;
import io.trino.sql.tree.TableElement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** From Trino's syntax tree of a table to what Iceberg makes a table of. */
final class TableMapping {
  private TableMapping() {}

  static Statement createTable(SqlPosition start, CreateTable create) {
    TableIdentifier name = tableName(start, create.getName());
    SettingsMapping settings = SettingsMapping.of(start, create.getProperties());
    Schema schema = schema(start, create.getElements(), settings.formatVersion());
    return new Statement.CreateTable(
        placeOf(start, create.getName()),
        name,
        schema,
        create.getComment(),
        settings.ofNewTable(placeOf(start, create.getName()), name, schema),
        create.getSaveMode() == SaveMode.IGNORE ? OnExisting.SKIP : OnExisting.FAIL);
  }

  static TableIdentifier tableName(SqlPosition start, QualifiedName name) {
    List<String> parts = ColumnMapping.parts(name);
    if (parts.size() != 2) {
      throw placeOf(start, name)
          .syntax("Table name", "schema.table", "'" + String.join(".", parts) + "'", "");
    }
    requireAllowed(placeOf(start, name), parts.getFirst(), parts.getLast());
    return TableIdentifier.of(parts.getFirst(), parts.getLast());
  }

  /** What no table can be called is known without looking for one. */
  private static void requireAllowed(SqlPosition place, String schema, String name) {
    try {
      new TableName(schema, name);
    } catch (FirnException e) {
      throw place.place(e);
    }
  }

  static Namespace schemaName(SqlPosition start, QualifiedName name) {
    List<String> parts = ColumnMapping.parts(name);
    if (parts.size() != 1) {
      throw placeOf(start, name)
          .syntax("Schema name", "one name", "'" + String.join(".", parts) + "'", "");
    }
    return Namespace.of(parts.getFirst());
  }

  static SqlPosition placeOf(SqlPosition start, QualifiedName name) {
    return start.of(name.getOriginalParts().getFirst());
  }

  private static Schema schema(SqlPosition start, List<TableElement> elements, int formatVersion) {
    ColumnMapping mapping = new ColumnMapping(start, formatVersion);
    ColumnMapping.NameCheck names = new ColumnMapping.NameCheck("Column");
    DottedNameCheck dotted = new DottedNameCheck();
    List<Types.NestedField> columns = new ArrayList<>();
    for (TableElement element : elements) {
      SqlPosition position = start.of(element);
      if (!(element instanceof ColumnDefinition column)) {
        throw position.unsupported("CREATE TABLE: expected columns, found LIKE. Name the columns.");
      }
      List<String> path = ColumnMapping.parts(column.getName());
      if (path.size() != 1) {
        throw position.syntax("Column name", "one name", "'" + String.join(".", path) + "'", "");
      }
      names.add(position, path.getFirst());
      Types.NestedField field = requireFormat(position, mapping.of(column), formatVersion);
      dotted.add(position, field);
      columns.add(field);
    }
    return TypeUtil.assignFreshIds(new Schema(columns), new AtomicInteger()::incrementAndGet);
  }

  private static Types.NestedField requireFormat(
      SqlPosition position, Types.NestedField column, int formatVersion) {
    if (column.writeDefaultLiteral() != null && formatVersion < 3) {
      throw position.syntax(
          "Column '" + column.name() + "'",
          "no DEFAULT in format " + formatVersion,
          "one",
          "Create the table WITH (format_version = 3).");
    }
    return column;
  }
}
