package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/** Which snapshot of a table is meant; found anew each time, because the table may move on. */
public sealed interface SnapshotTarget {
  /** By Iceberg's number. */
  record SnapshotId(long id) implements SnapshotTarget {}

  /** By Firn's commit id. */
  record CommitId(String id) implements SnapshotTarget {}

  /** By the name of a tag or branch. */
  record RefName(String name) implements SnapshotTarget {}

  /** The one that was current at a moment. */
  record AsOf(Instant moment) implements SnapshotTarget {}

  /** The parent of the current one. */
  record Previous() implements SnapshotTarget {}

  /**
   * The id of the snapshot that is meant.
   *
   * @param what who asks, as the message begins: "Rollback", "Query"
   * @throws FirnException {@link ErrorCode#SNAPSHOT_NOT_FOUND}
   */
  default long findIn(TableMetadata table, String tableName, String what) {
    return switch (this) {
      case SnapshotId(long id) ->
          Optional.ofNullable(table.snapshot(id))
              .map(Snapshot::snapshotId)
              .orElseThrow(() -> absent(what, tableName, "snapshot " + id, "none of that id"));
      case CommitId(String id) ->
          table.snapshots().stream()
              .filter(snapshot -> id.equals(snapshot.summary().get(Append.COMMIT_ID_KEY)))
              .map(Snapshot::snapshotId)
              .findFirst()
              .orElseThrow(() -> absent(what, tableName, "a snapshot of commit " + id, "none"));
      case RefName(String name) ->
          Optional.ofNullable(table.ref(name))
              .map(SnapshotRef::snapshotId)
              .orElseThrow(
                  () ->
                      absent(
                          what,
                          tableName,
                          "a tag, a branch or a commit id '" + name + "'",
                          "the references " + table.refs().keySet().stream().sorted().toList()));
      case AsOf(Instant moment) ->
          asOf(table, moment)
              .orElseThrow(
                  () ->
                      absent(
                          what,
                          tableName,
                          "a snapshot that was current at " + moment,
                          "none that old"));
      case Previous _ -> {
        Long parent = table.currentSnapshot() == null ? null : table.currentSnapshot().parentId();
        if (parent == null || table.snapshot(parent) == null) {
          throw absent(
              what, tableName, "a snapshot before the current one", "that it is the first");
        }
        yield parent;
      }
    };
  }

  private static Optional<Long> asOf(TableMetadata table, Instant moment) {
    List<HistoryEntry> history = table.snapshotLog();
    return history.stream()
        .filter(entry -> entry.timestampMillis() <= moment.toEpochMilli())
        .map(HistoryEntry::snapshotId)
        .filter(id -> table.snapshot(id) != null)
        .reduce((earlier, later) -> later);
  }

  private static FirnException absent(
      String what, String tableName, String expected, String found) {
    return new FirnException(
        ErrorCode.SNAPSHOT_NOT_FOUND,
        what
            + " of '"
            + tableName
            + "': expected "
            + expected
            + ", found "
            + found
            + ". 'firn snapshots "
            + tableName
            + "' lists them.");
  }
}
