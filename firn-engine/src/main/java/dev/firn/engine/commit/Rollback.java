package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/** Makes an older snapshot (or one that was rolled back from) the table's current one. */
public record Rollback(String commitId, String tableName, SnapshotTarget target) implements Change {
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
    if (base.currentSnapshot() == null) {
      throw new FirnException(
          ErrorCode.SNAPSHOT_NOT_FOUND,
          "Rollback of '"
              + tableName
              + "': expected a snapshot to roll back from, found an empty table. 'firn snapshots "
              + tableName
              + "' lists them.");
    }
    return target.findIn(base, tableName, "Rollback");
  }
}
