package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.TableName;

/**
 * Raises a log's epoch, so that a commit that its last owner may still have under way is refused.
 * It adds no snapshot: the property is compared by every commit.
 *
 * @param tableUuid the table that the log is in front of
 */
public record LogTakeover(String commitId, TableName table, String tableUuid, LogProgress progress)
    implements Change {
  /** What this kind of commit is called in the registry. */
  private static final String OPERATION = "log-takeover";

  @Override
  public SettledCommit applyTo(Draft draft) {
    if (!draft.current().uuid().equals(tableUuid)) {
      throw new FirnException(
          ErrorCode.CONFLICT,
          "Log "
              + progress.logId()
              + ": expected table '"
              + table
              + "' to be the one that it is in front of, found another of that name.");
    }
    progress.applyTo(draft, table);
    return SettledCommit.of(commitId, tableUuid, OPERATION, 0);
  }
}
