package dev.firn.sql.query;

import dev.firn.engine.FirnTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.table.TableName;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * A table as a query reads it: one metadata file, one snapshot in it, and the schema that goes with
 * that. A snapshot is read by the schema it was written with, a branch by the table's, as Iceberg's
 * own scans do.
 */
final class PinnedTable {
  private final FirnTable table;
  private final Table iceberg;
  private final TableMetadata metadata;
  private final Optional<SnapshotTarget> target;

  private PinnedTable(FirnTable table, Optional<SnapshotTarget> target) {
    this.table = table;
    this.iceberg = table.icebergTable();
    this.metadata = ((BaseTable) iceberg).operations().current();
    this.target = target;
  }

  /**
   * Reads the table's metadata.
   *
   * @param target the snapshot; empty for the current one
   */
  static PinnedTable of(FirnTable table, Optional<SnapshotTarget> target) {
    return new PinnedTable(table, target);
  }

  TableName name() {
    return table.name();
  }

  Table iceberg() {
    return iceberg;
  }

  /** Whether another snapshot may be meant than the current one. */
  boolean isAt() {
    return target.isPresent();
  }

  /** The snapshot; empty for a table without one. */
  Optional<Snapshot> snapshot() {
    return target
        .map(each -> metadata.snapshot(each.findIn(metadata, name().toString(), "Query")))
        .or(() -> Optional.ofNullable(metadata.currentSnapshot()));
  }

  OptionalLong snapshotId() {
    return snapshot().stream().mapToLong(Snapshot::snapshotId).findFirst();
  }

  Schema schema() {
    return target
        .map(
            each ->
                each instanceof SnapshotTarget.RefName(String ref)
                    ? SnapshotUtil.schemaFor(iceberg, ref)
                    : SnapshotUtil.schemaFor(iceberg, snapshotId().orElseThrow()))
        .orElseGet(iceberg::schema);
  }

  /**
   * A scan of this snapshot for the rows of a filter in the names of {@link #schema}; an empty
   * table has nothing to scan.
   */
  Optional<TableScan> scan(Expression filter) {
    return snapshot().map(snapshot -> scan(snapshot, filter));
  }

  private TableScan scan(Snapshot snapshot, Expression filter) {
    // Iceberg filters the current snapshot's files by the table's names, however it is asked for.
    if (snapshot.equals(metadata.currentSnapshot())) {
      return iceberg.newScan().filter(RenamedColumns.of(filter, schema(), iceberg.schema()));
    }
    return switch (target.orElse(null)) {
      case SnapshotTarget.RefName(String ref) -> iceberg.newScan().useRef(ref).filter(filter);
      case null, default -> iceberg.newScan().useSnapshot(snapshot.snapshotId()).filter(filter);
    };
  }
}
