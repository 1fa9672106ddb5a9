package dev.firn.engine.ingest;

import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.TableName;

/**
 * A load that is in its table.
 *
 * @param snapshotId Iceberg's number of the snapshot
 * @param commitId the ULID that stands in the snapshot's summary as {@code firn.commit-id}
 * @param rows rows added
 * @param files data files added
 * @param bytes their bytes
 */
public record CommittedSnapshot(
    TableName table, long snapshotId, String commitId, long rows, long files, long bytes) {

  static CommittedSnapshot from(TableName table, SettledCommit commit) {
    return new CommittedSnapshot(
        table,
        commit.snapshotId(),
        commit.commitId(),
        commit.rows(),
        commit.files(),
        commit.bytes());
  }
}
