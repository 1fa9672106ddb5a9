package dev.firn.cli;

import dev.firn.engine.commit.Append;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists a table's snapshots, oldest first. */
@Command(name = "snapshots", description = "List a table's snapshots.")
final class SnapshotsCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.number("snapshot_id"),
          Column.number("parent_id"),
          Column.text("committed_at"),
          Column.text("operation"),
          Column.text("commit_id"),
          Column.number("added_rows"),
          Column.number("added_files"),
          Column.number("total_rows"),
          Column.text("is_current"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    TableMetadata metadata = firn.firnForReading().table(table).metadata();
    Snapshot current = metadata.currentSnapshot();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      rows.add(
          new @Nullable Object[] {
            snapshot.snapshotId(),
            snapshot.parentId(),
            Instant.ofEpochMilli(snapshot.timestampMillis()),
            snapshot.operation(),
            snapshot.summary().get(Append.COMMIT_ID_KEY),
            number(snapshot, SnapshotSummary.ADDED_RECORDS_PROP),
            number(snapshot, SnapshotSummary.ADDED_FILES_PROP),
            number(snapshot, SnapshotSummary.TOTAL_RECORDS_PROP),
            current != null && current.snapshotId() == snapshot.snapshotId()
          });
    }
    firn.console().print(Result.many(COLUMNS, rows));
  }

  /** A count of the summary, which leaves zeros out. */
  private static long number(Snapshot snapshot, String key) {
    return Long.parseLong(snapshot.summary().getOrDefault(key, "0"));
  }
}
