package dev.firn.sql.metadata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $history}. */
final class HistoryRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.moment("made_current_at"),
          ArrowColumns.number("snapshot_id"),
          ArrowColumns.number("parent_id"),
          ArrowColumns.truth("is_current_ancestor"));

  private HistoryRows() {}

  static MetadataRows of(Table table) {
    Set<Long> ancestors = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (HistoryEntry entry : table.history()) {
      Snapshot snapshot = table.snapshot(entry.snapshotId());
      rows.add(
          new @Nullable Object[] {
            entry.timestampMillis() * 1_000,
            entry.snapshotId(),
            snapshot == null ? null : snapshot.parentId(),
            ancestors.contains(entry.snapshotId())
          });
    }
    return MetadataRows.of(COLUMNS, rows);
  }
}
