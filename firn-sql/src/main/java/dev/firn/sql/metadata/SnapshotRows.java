package dev.firn.sql.metadata;

import dev.firn.engine.commit.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $snapshots}. */
final class SnapshotRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.number("snapshot_id"),
          ArrowColumns.number("parent_id"),
          ArrowColumns.moment("committed_at"),
          ArrowColumns.text("operation"),
          ArrowColumns.text("commit_id"),
          ArrowColumns.number("added_rows"),
          ArrowColumns.number("added_files"),
          ArrowColumns.number("total_rows"),
          ArrowColumns.truth("is_current"),
          ArrowColumns.text("manifest_list"),
          ArrowColumns.map("summary", ArrowColumns.text("key"), ArrowColumns.text("value")));

  private SnapshotRows() {}

  static MetadataRows of(Table table) {
    Snapshot current = table.currentSnapshot();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      Map<String, String> summary = snapshot.summary() == null ? Map.of() : snapshot.summary();
      rows.add(
          new @Nullable Object[] {
            snapshot.snapshotId(),
            snapshot.parentId(),
            snapshot.timestampMillis() * 1_000,
            snapshot.operation(),
            summary.get(Append.COMMIT_ID_KEY),
            number(summary, SnapshotSummary.ADDED_RECORDS_PROP),
            number(summary, SnapshotSummary.ADDED_FILES_PROP),
            number(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
            current != null && current.snapshotId() == snapshot.snapshotId(),
            snapshot.manifestListLocation(),
            new TreeMap<>(summary)
          });
    }
    return MetadataRows.of(COLUMNS, rows);
  }

  /** A count of the summary, which leaves zeros out. */
  private static long number(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }
}
