package dev.firn.sql;

import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.LocalStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A table's current snapshot as a view in DuckDB over exactly its data files, columns found by
 * field id. What this cannot read right is refused, never read wrong.
 */
final class TableView {
  private final FirnTable table;
  private final List<DataFile> files;
  private final List<Types.NestedField> columns;

  private TableView(FirnTable table, List<DataFile> files, List<Types.NestedField> columns) {
    this.table = table;
    this.files = files;
    this.columns = columns;
  }

  /**
   * The view of a table.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} if rows of it would come out wrong
   */
  static TableView of(FirnTable table) {
    Table iceberg = table.icebergTable();
    List<DataFile> files = table.dataFiles();
    requireReadable(table, iceberg, files);
    return new TableView(table, files, iceberg.schema().columns());
  }

  /** The files that DuckDB must be allowed to read. */
  List<Path> paths() {
    return files.stream().map(file -> LocalStorage.pathOf(file.location())).toList();
  }

  /** Statements that create the view and the schema it stands in. */
  List<String> definition() {
    String schema = DuckDbSql.identifier(table.name().namespace());
    String name = schema + "." + DuckDbSql.identifier(table.name().name());
    return List.of(
        "CREATE SCHEMA IF NOT EXISTS " + schema, "CREATE VIEW " + name + " AS " + select());
  }

  private String select() {
    if (files.isEmpty()) {
      return columns.stream()
          .map(
              column ->
                  "CAST(NULL AS "
                      + DuckDbTypes.of(column.name(), column.type())
                      + ") AS "
                      + DuckDbSql.identifier(column.name()))
          .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }
    String names =
        columns.stream()
            .map(column -> DuckDbSql.identifier(column.name()))
            .collect(Collectors.joining(", "));
    String mapping =
        columns.stream().map(TableView::mapping).collect(Collectors.joining(", ", "MAP {", "}"));
    List<String> paths = paths().stream().map(Path::toString).toList();
    return "SELECT "
        + names
        + " FROM read_parquet("
        + DuckDbSql.literals(paths)
        + ", schema="
        + mapping
        // Folders named like month=2026-01 are no columns; what they stand for is in the files.
        + ", hive_partitioning = false)";
  }

  private static String mapping(Types.NestedField column) {
    return column.fieldId()
        + ": {name: "
        + DuckDbSql.literal(column.name())
        + ", type: "
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

  private static void requireReadable(FirnTable table, Table iceberg, List<DataFile> files) {
    if (table.hasDeletes()) {
      throw refusal(table, "rows without deletes", "delete files of another engine");
    }
    if (files.stream().anyMatch(file -> file.format() != FileFormat.PARQUET)) {
      throw refusal(table, "Parquet files only", "files of another format");
    }
    if (iceberg.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)) {
      throw refusal(table, "files with field ids", "a name mapping for files without");
    }
    for (Types.NestedField column : iceberg.schema().columns()) {
      requireColumnReadable(table, iceberg, column);
    }
  }

  /** DuckDB finds columns by field id, but what is inside of them by name. */
  private static void requireColumnReadable(
      FirnTable table, Table iceberg, Types.NestedField column) {
    if (column.initialDefault() != null
        && DuckDbDefaults.literal(column.type(), column.initialDefault()).isEmpty()) {
      throw refusal(table, "defaults of plain types", "one of column '" + column.name() + "'");
    }
    if (!column.type().isNestedType()) {
      return;
    }
    for (Schema schema : iceberg.schemas().values()) {
      Types.NestedField before = schema.findField(column.fieldId());
      if (before != null && !isSame(before.type(), column.type())) {
        throw refusal(
            table,
            "nested columns as they were created",
            "that the fields inside column '" + column.name() + "' have changed");
      }
    }
  }

  /** Whether two types are made of the same fields; what may be null does not matter. */
  private static boolean isSame(Type before, Type after) {
    if (!before.isNestedType() || !after.isNestedType()) {
      return before.equals(after);
    }
    List<Types.NestedField> old = before.asNestedType().fields();
    List<Types.NestedField> now = after.asNestedType().fields();
    boolean isSame = before.typeId() == after.typeId() && old.size() == now.size();
    for (int index = 0; isSame && index < old.size(); index++) {
      isSame =
          old.get(index).fieldId() == now.get(index).fieldId()
              && old.get(index).name().equals(now.get(index).name())
              && isSame(old.get(index).type(), now.get(index).type());
    }
    return isSame;
  }

  private static FirnException refusal(FirnTable table, String expected, String found) {
    return new FirnException(
        ErrorCode.UNSUPPORTED,
        "Query of table '"
            + table.name()
            + "': expected "
            + expected
            + ", found "
            + found
            + ", which this version would read wrong. Query the table with another engine.");
  }
}
