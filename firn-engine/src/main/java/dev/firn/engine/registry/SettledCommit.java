package dev.firn.engine.registry;

import dev.firn.engine.table.StoredColumn;
import dev.firn.engine.table.TableName;
import java.util.List;

/**
 * A commit that landed.
 *
 * @param operation Iceberg's word for the snapshot (append, …), or what else was changed
 * @param snapshotId the snapshot it made or made current; 0 if it has none
 */
public record SettledCommit(
    String commitId,
    String tableUuid,
    String operation,
    long snapshotId,
    long rows,
    long files,
    long bytes) {

  /** A change without rows of its own. */
  public static SettledCommit of(
      String commitId, String tableUuid, String operation, long snapshotId) {
    return new SettledCommit(commitId, tableUuid, operation, snapshotId, 0, 0, 0);
  }

  /**
   * What is written down for people of a load, with its commit.
   *
   * @param columns how its files hold each leaf column, for the compression history
   */
  public record Load(
      SettledCommit commit,
      TableName table,
      String source,
      long startedAtMillis,
      List<StoredColumn> columns) {
    /** Keeps a copy. */
    public Load {
      columns = List.copyOf(columns);
    }
  }
}
