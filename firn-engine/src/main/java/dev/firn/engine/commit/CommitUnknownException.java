package dev.firn.engine.commit;

/**
 * The pointer may or may not have moved, and the registry could not be asked. A type of its own:
 * nothing may be cleaned up and nothing retried blindly. The next writer settles it.
 */
public final class CommitUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommitUnknownException(String table, String commitId, Throwable cause) {
    super(
        "Commit "
            + commitId
            + " to table '"
            + table
            + "': its outcome is unknown, because the registry stopped answering. Its files are"
            + " kept; the next command that writes to the table finds out. Look for the commit id"
            + " in 'firn snapshots "
            + table
            + "' before you load the same rows again, or load with --key.",
        cause);
  }
}
