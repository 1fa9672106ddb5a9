package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.storage.LocalStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * A pinned table as a view in DuckDB: the rows of its groups of files, one group after another.
 *
 * @param name what the view is called
 * @param schema the table's
 * @param groups its files
 */
record TableView(DuckDbName name, Schema schema, FileGroups groups) {
  /** What DuckDB calls a file's path and a row's position in it. */
  private static final String FILE = "file";

  private static final String POSITION = "file_row_number";

  /** The statement that makes the view; the tables that it names must be there. */
  String definition() {
    List<String> parts = new ArrayList<>();
    if (!groups.plain().isEmpty()) {
      parts.add(select(groups.plain()));
    }
    if (!groups.positional().isEmpty()) {
      parts.add(
          select(groups.positional())
              + " WHERE NOT EXISTS (FROM "
              + deleted()
              + " AS d WHERE d.path = f."
              + FILE
              + " AND d.position = f."
              + POSITION
              + ")");
    }
    if (!groups.generic().isEmpty()) {
      parts.add("FROM " + generic());
    }
    String select = parts.isEmpty() ? nothing() : String.join(" UNION ALL ", parts);
    return "CREATE VIEW " + name + " AS " + select;
  }

  /**
   * What the table of rows that Iceberg's reader read is filled with: all columns in their types,
   * those that the query does not read as nulls.
   */
  String genericSelect(List<Types.NestedField> read) {
    return schema.columns().stream()
        .map(
            column ->
                "CAST("
                    + (read.contains(column) ? DuckDbSql.identifier(column.name()) : "NULL")
                    + " AS "
                    + DuckDbTypes.of(column.name(), column.type())
                    + ") AS "
                    + DuckDbSql.identifier(column.name()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + Streams.NAME));
  }

  /** Where deleted positions stand: columns {@code path} and {@code position}. */
  DuckDbName deleted() {
    return beside("deleted");
  }

  /** Where the rows that Iceberg's reader read stand, with the table's columns. */
  DuckDbName generic() {
    return beside("read");
  }

  /** A name that no table of a warehouse can have, because none has a {@code $} in it. */
  private DuckDbName beside(String what) {
    return new DuckDbName(name.catalog(), "firn$" + what, name.schema() + "." + name.table());
  }

  private String nothing() {
    return schema.columns().stream()
        .map(
            column ->
                "CAST(NULL AS "
                    + DuckDbTypes.of(column.name(), column.type())
                    + ") AS "
                    + DuckDbSql.identifier(column.name()))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  private String select(List<FileScanTask> tasks) {
    // Names of our own, so that no column is taken for a file's path or a row's position.
    String names =
        schema.columns().stream()
            .map(column -> "f.c" + column.fieldId() + " AS " + DuckDbSql.identifier(column.name()))
            .collect(Collectors.joining(", "));
    String mapping =
        schema.columns().stream()
            .map(TableView::mapping)
            .collect(Collectors.joining(", ", "MAP {", "}"));
    List<String> paths =
        tasks.stream().map(task -> LocalStorage.pathOf(task.file().location()).toString()).toList();
    return "SELECT "
        + names
        + " FROM read_parquet("
        + DuckDbSql.literals(paths)
        + ", schema = "
        + mapping
        + ", filename = '"
        + FILE
        + "', file_row_number = true"
        // Folders named like month=2026-01 are no columns; what they stand for is in the files.
        + ", hive_partitioning = false) AS f";
  }

  private static String mapping(Types.NestedField column) {
    return column.fieldId()
        + ": {name: 'c"
        + column.fieldId()
        + "', type: "
        + DuckDbSql.literal(DuckDbTypes.of(column.name(), column.type()))
        + ", default_value: "
        + defaultValue(column)
        + "}";
  }

  /** What rows of files from before the column was added have in it; DuckDB casts it. */
  private static String defaultValue(Types.NestedField column) {
    return Optional.ofNullable(column.initialDefault())
        .flatMap(value -> DuckDbDefaults.literal(column.type(), value))
        .orElse("NULL");
  }
}
