package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/** Makes an older snapshot (or one that was rolled back from) the table's current one. */
public record Rollback(String commitId, String tableName, Target target) implements Change {
  /** Which snapshot is meant; found anew in each attempt, because the table may have moved on. */
  public sealed interface Target {
    /** By Iceberg's number. */
    record SnapshotId(long id) implements Target {}

    /** By Firn's commit id. */
    record CommitId(String id) implements Target {}

    /** The one that was current at a moment. */
    record AsOf(Instant moment) implements Target {}

    /** The parent of the current one. */
    record Previous() implements Target {}
  }

  @Override
  public SettledCommit applyTo(Draft draft) {
    TableMetadata base = draft.current();
    long to = targetIn(base);
    draft.update(
        TableMetadata.buildFrom(base).setBranchSnapshot(to, SnapshotRef.MAIN_BRANCH).build());
    return SettledCommit.of(commitId, base.uuid(), "rollback", to);
  }

  /**
   * The snapshot that is meant.
   *
   * @throws FirnException {@link ErrorCode#SNAPSHOT_NOT_FOUND}
   */
  public long targetIn(TableMetadata base) {
    Snapshot current = base.currentSnapshot();
    if (current == null) {
      throw absent("a snapshot to roll back from", "an empty table");
    }
    return find(base, current);
  }

  private long find(TableMetadata base, Snapshot current) {
    return switch (target) {
      case Target.SnapshotId(long id) -> {
        if (base.snapshot(id) == null) {
          throw absent("snapshot " + id, "none of that id");
        }
        yield id;
      }
      case Target.CommitId(String id) ->
          base.snapshots().stream()
              .filter(snapshot -> id.equals(snapshot.summary().get(Append.COMMIT_ID_KEY)))
              .map(Snapshot::snapshotId)
              .findFirst()
              .orElseThrow(() -> absent("a snapshot of commit " + id, "none"));
      case Target.AsOf(Instant moment) -> asOf(base.snapshotLog(), base, moment);
      case Target.Previous _ -> {
        Long parent = current.parentId();
        if (parent == null || base.snapshot(parent) == null) {
          throw absent("a snapshot before the current one", "that it is the first");
        }
        yield parent;
      }
    };
  }

  private long asOf(List<HistoryEntry> history, TableMetadata base, Instant moment) {
    long found = -1;
    for (HistoryEntry entry : history) {
      if (entry.timestampMillis() <= moment.toEpochMilli()
          && base.snapshot(entry.snapshotId()) != null) {
        found = entry.snapshotId();
      }
    }
    if (found == -1) {
      throw absent("a snapshot that was current at " + moment, "none that old");
    }
    return found;
  }

  private FirnException absent(String expected, String found) {
    return new FirnException(
        ErrorCode.SNAPSHOT_NOT_FOUND,
        "Rollback of '"
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
