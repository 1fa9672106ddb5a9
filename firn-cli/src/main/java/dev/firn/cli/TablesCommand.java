package dev.firn.cli;

import dev.firn.engine.FirnTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists tables with the totals that their current snapshots carry. */
@Command(name = "tables", description = "List all tables.")
final class TablesCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("namespace"),
          Column.text("name"),
          Column.number("rows"),
          Column.number("files"),
          Column.number("bytes"),
          Column.number("snapshots"),
          Column.text("last_committed_at"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (FirnTable table : firn.firnForReading().tables()) {
      rows.add(row(table, table.metadata()));
    }
    firn.console().print(Result.many(COLUMNS, rows));
  }

  private static @Nullable Object[] row(FirnTable table, TableMetadata metadata) {
    Snapshot current = metadata.currentSnapshot();
    Map<String, String> summary = current == null ? Map.of() : current.summary();
    return new @Nullable Object[] {
      table.name().namespace(),
      table.name().name(),
      total(current, summary, SnapshotSummary.TOTAL_RECORDS_PROP),
      total(current, summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
      total(current, summary, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
      (long) metadata.snapshots().size(),
      current == null ? null : Instant.ofEpochMilli(current.timestampMillis())
    };
  }

  /** A total of the summary; unknown if another engine left it out. */
  private static @Nullable Long total(
      @Nullable Snapshot current, Map<String, String> summary, String key) {
    String value = summary.get(key);
    if (value != null) {
      return Long.valueOf(value);
    }
    return current == null ? Long.valueOf(0) : null;
  }
}
