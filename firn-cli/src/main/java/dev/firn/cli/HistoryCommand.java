package dev.firn.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists what was a table's current snapshot, and when. */
@Command(name = "history", description = "List which snapshot was current when.")
final class HistoryCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("made_current_at"),
          Column.number("snapshot_id"),
          Column.number("parent_id"),
          Column.text("is_current_ancestor"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    TableMetadata metadata = firn.firnForReading().table(table).metadata();
    Set<Long> ancestors = ancestors(metadata);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (HistoryEntry entry : metadata.snapshotLog()) {
      Snapshot snapshot = metadata.snapshot(entry.snapshotId());
      rows.add(
          new @Nullable Object[] {
            Instant.ofEpochMilli(entry.timestampMillis()),
            entry.snapshotId(),
            snapshot == null ? null : snapshot.parentId(),
            ancestors.contains(entry.snapshotId())
          });
    }
    firn.console().print(Result.many(COLUMNS, rows));
  }

  private static Set<Long> ancestors(TableMetadata metadata) {
    Set<Long> ancestors = new HashSet<>();
    Snapshot each = metadata.currentSnapshot();
    while (each != null) {
      ancestors.add(each.snapshotId());
      Long parent = each.parentId();
      each = parent == null ? null : metadata.snapshot(parent);
    }
    return ancestors;
  }
}
