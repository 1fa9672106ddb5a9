package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.engine.Firn;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A table of a warehouse beside the same rows in a plain table of DuckDB, both called {@code
 * air.t}, so that one query's text runs over either. Random changes are made to both.
 */
final class ModelledTable {
  private static final int BATCH_ROWS = 30;

  private final Firn firn;
  private final DuckDbSession model;
  private final Random random;
  private final List<ModelColumn> columns = new ArrayList<>();
  private int nextId;
  private int nextName;

  ModelledTable(Firn firn, DuckDbSession model, Random random, int formatVersion) {
    this.firn = firn;
    this.model = model;
    this.random = random;
    for (ModelColumn.Kind kind : ModelColumn.Kind.values()) {
      columns.add(
          new ModelColumn("c_" + kind.name().toLowerCase(java.util.Locale.ROOT), kind, random));
    }
    sql(
        "CREATE TABLE air.t (id bigint, "
            + columns.stream()
                .map(column -> column.name + " " + column.firnType)
                .collect(Collectors.joining(", "))
            + ") WITH (format_version = "
            + formatVersion
            + ", partitioning = "
            + partitioning()
            + ")");
    model.execute("CREATE SCHEMA air");
    model.execute("CREATE TABLE air.t (" + modelColumns() + ")");
  }

  List<ModelColumn> columns() {
    return columns;
  }

  ModelColumn anyColumn() {
    return columns.get(random.nextInt(columns.size()));
  }

  /** Loads a batch of random rows into both. */
  void load() throws IOException {
    model.execute("CREATE OR REPLACE TABLE batch (" + modelColumns() + ")");
    String rows =
        IntStream.range(0, BATCH_ROWS)
            .mapToObj(
                _ ->
                    columns.stream()
                        .map(ModelColumn::value)
                        .collect(Collectors.joining(", ", "(" + nextId++ + ", ", ")")))
            .collect(Collectors.joining(", "));
    model.execute("INSERT INTO batch VALUES " + rows);
    model.execute("INSERT INTO air.t FROM batch");
    ArrowReader reader = model.query("FROM batch", 7);
    firn.table("air.t").load(reader);
  }

  /** Takes the rows with these ids out of the model. */
  void delete(List<Long> ids) {
    if (!ids.isEmpty()) {
      model.execute(
          "DELETE FROM air.t WHERE id IN ("
              + ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ")");
    }
  }

  void changePartitioning() {
    sql("ALTER TABLE air.t SET PROPERTIES partitioning = " + partitioning());
  }

  /** Renames a column; what it was called may be used again. */
  void rename() {
    ModelColumn column = anyColumn();
    String name = "n" + nextName++;
    if (column.kind == ModelColumn.Kind.STRUCT) {
      renameField(column, name);
      return;
    }
    both("ALTER TABLE air.t RENAME COLUMN " + column.name + " TO " + name);
    column.name = name;
  }

  /** The second field takes the name of the first, which is where a reader by name goes wrong. */
  private void renameField(ModelColumn column, String name) {
    String path = "ALTER TABLE air.t RENAME COLUMN " + column.name + ".";
    both(path + column.first + " TO " + name);
    both(path + column.second + " TO " + column.first);
    column.second = column.first;
    column.first = name;
    column.known.clear();
  }

  void add() {
    ModelColumn.Kind[] kinds = ModelColumn.Kind.values();
    ModelColumn column =
        new ModelColumn("n" + nextName++, kinds[random.nextInt(kinds.length)], random);
    sql("ALTER TABLE air.t ADD COLUMN " + column.name + " " + column.firnType);
    model.execute("ALTER TABLE air.t ADD COLUMN " + column.name + " " + column.duckDbType);
    columns.add(column);
  }

  void widen() {
    for (ModelColumn column : columns) {
      switch (column.firnType) {
        case "integer" -> widen(column, "bigint", "BIGINT");
        case "real" -> widen(column, "double", "DOUBLE");
        case "decimal(9, 2)" -> widen(column, "decimal(20, 2)", "DECIMAL(20, 2)");
        default -> {
          continue;
        }
      }
      return;
    }
  }

  /** What SQL writes of the model. */
  DuckDbSession model() {
    return model;
  }

  private void widen(ModelColumn column, String firnType, String duckDbType) {
    sql("ALTER TABLE air.t ALTER COLUMN " + column.name + " SET DATA TYPE " + firnType);
    model.execute("ALTER TABLE air.t ALTER COLUMN " + column.name + " TYPE " + duckDbType);
    column.firnType = firnType;
    column.duckDbType = duckDbType;
  }

  private void both(String statement) {
    sql(statement);
    model.execute(statement);
  }

  private void sql(String statement) {
    new StatementParser().parse(statement).forEach(each -> new StatementRunner(firn).run(each));
  }

  private String modelColumns() {
    return columns.stream()
        .map(column -> column.name + " " + column.duckDbType())
        .collect(Collectors.joining(", ", "id BIGINT, ", ""));
  }

  private String partitioning() {
    List<String> fields = new ArrayList<>();
    for (int count = 1 + random.nextInt(2); count > 0; count--) {
      ModelColumn column = anyColumn();
      if (fields.stream().noneMatch(field -> field.contains(column.name))) {
        fields.add("'" + transform(column) + "'");
      }
    }
    return "ARRAY[" + String.join(", ", fields) + "]";
  }

  private String transform(ModelColumn column) {
    List<String> transforms =
        switch (column.kind) {
          case INT, LONG, DECIMAL -> List.of("%s", "bucket(%s, 3)", "truncate(%s, 10)");
          case TEXT -> List.of("%s", "bucket(%s, 3)", "truncate(%s, 1)");
          case FLOAT, DOUBLE, FLAG -> List.of("%s");
          case DATE -> List.of("year(%s)", "month(%s)", "bucket(%s, 3)");
          case TIMESTAMP, INSTANT -> List.of("year(%s)", "month(%s)", "day(%s)");
          case TIME, UUID, BYTES, WIDE_DECIMAL -> List.of("bucket(%s, 3)");
          case STRUCT -> List.of("%s." + column.first);
        };
    return transforms.get(random.nextInt(transforms.size())).formatted(column.name);
  }
}
