package dev.firn.cli;

import dev.firn.engine.statistics.ColumnStatistics;
import dev.firn.engine.statistics.PartitionStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists the partitions of a table's current snapshot; in JSON with deletes and each column. */
@Command(name = "partitions", description = "List the partitions of a table's current snapshot.")
final class PartitionsCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("partition"),
          Column.number("spec_id"),
          Column.number("rows"),
          Column.number("files"),
          Column.number("bytes"));

  private static final List<Column> JSON_COLUMNS =
      List.of(
          Column.number("position_delete_record_count"),
          Column.number("position_delete_file_count"),
          Column.number("equality_delete_record_count"),
          Column.number("equality_delete_file_count"),
          Column.text("columns"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    boolean isJson = firn.console().format() == OutputFormat.json;
    List<Column> columns = new ArrayList<>(COLUMNS);
    if (isJson) {
      columns.addAll(JSON_COLUMNS);
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (PartitionStatistics each : firn.firnForReading().table(table).partitions()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(each.path());
      cells.add(each.spec().specId());
      cells.add(each.rows());
      cells.add(each.files());
      cells.add(each.bytes());
      if (isJson) {
        cells.add(each.deletes().positionRecords());
        cells.add(each.deletes().positionFiles());
        cells.add(each.deletes().equalityRecords());
        cells.add(each.deletes().equalityFiles());
        cells.add(each.columns().stream().map(PartitionsCommand::column).toList());
      }
      rows.add(cells.toArray());
    }
    firn.console().print(Result.many(columns, rows));
  }

  private static Map<String, @Nullable Object> column(ColumnStatistics column) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("name", column.name());
    cells.put("nulls", number(column.nulls()));
    cells.put("min", value(column, column.min()));
    cells.put("max", value(column, column.max()));
    cells.put("min_is_exact", isExact(column.min()));
    cells.put("max_is_exact", isExact(column.max()));
    return cells;
  }

  private static @Nullable Long number(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static @Nullable Object value(
      ColumnStatistics column, Optional<ColumnStatistics.Bound> bound) {
    return bound.map(it -> IcebergCells.of(column.type(), it.value())).orElse(null);
  }

  private static @Nullable Boolean isExact(Optional<ColumnStatistics.Bound> bound) {
    return bound.map(ColumnStatistics.Bound::isExact).orElse(null);
  }
}
