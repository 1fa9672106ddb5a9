package dev.firn.engine.error;

/**
 * The kinds of failure a caller can tell apart. The command line maps each to an exit code: 1
 * failed, 2 usage or configuration, 3 data refused, 4 busy or conflict.
 */
public enum ErrorCode {
  /** The call itself is wrong: unknown option, malformed name, unsupported statement. */
  USAGE(2),
  /** A setting or the configuration as a whole cannot work. */
  CONFIGURATION(2),
  /** A statement does not parse or is not supported; the message names line and column. */
  SYNTAX(2),
  /** The named table does not exist. */
  TABLE_NOT_FOUND(1),
  /** The table to create exists. */
  TABLE_EXISTS(1),
  /** The named snapshot, commit id or moment does not exist in the table. */
  SNAPSHOT_NOT_FOUND(1),
  /** The named input file does not exist, or cannot be opened as what it is said to be. */
  INPUT_UNREADABLE(1),
  /** The source's columns or types do not fit the table's schema. */
  SCHEMA_MISMATCH(3),
  /** Rows break the table's rules: null where required, a decimal too wide, invalid UTF-8. */
  DATA_REFUSED(3),
  /** Another process or thread is in the way for now; the same call may work later. */
  BUSY(4),
  /** The table changed meanwhile in a way this change cannot follow. */
  CONFLICT(4),
  /** Another process took over what this one had; nothing it held is lost. */
  FENCED(4),
  /** The outcome of a commit cannot be told now; the registry settles it later. */
  COMMIT_UNKNOWN(1),
  /** The memory budget cannot hold what was asked for. */
  MEMORY(1),
  /** Disk, file system or database failed. */
  STORAGE(1),
  /** What is on disk contradicts what was published. */
  CORRUPT(1),
  /** The caller cancelled. */
  CANCELLED(130),
  /** Valid, but this version of Firn does not do it. */
  UNSUPPORTED(2),
  /** A query or file that DuckDB refuses. */
  QUERY(1),
  /** Firn itself is wrong. */
  INTERNAL(1);

  private final int exitCode;

  ErrorCode(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of the command line for this kind of failure. */
  public int exitCode() {
    return exitCode;
  }
}
