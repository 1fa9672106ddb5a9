package dev.firn.sql.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $refs}, by name. */
final class RefRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.text("name"),
          ArrowColumns.text("type"),
          ArrowColumns.number("snapshot_id"),
          ArrowColumns.number("max_reference_age_in_ms"),
          ArrowColumns.integer("min_snapshots_to_keep"),
          ArrowColumns.number("max_snapshot_age_in_ms"));

  private RefRows() {}

  static MetadataRows of(Table table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Map.Entry<String, SnapshotRef> entry : new TreeMap<>(table.refs()).entrySet()) {
      SnapshotRef ref = entry.getValue();
      rows.add(
          new @Nullable Object[] {
            entry.getKey(),
            ref.isBranch() ? "BRANCH" : "TAG",
            ref.snapshotId(),
            ref.maxRefAgeMs(),
            ref.minSnapshotsToKeep(),
            ref.maxSnapshotAgeMs()
          });
    }
    return MetadataRows.of(COLUMNS, rows);
  }
}
