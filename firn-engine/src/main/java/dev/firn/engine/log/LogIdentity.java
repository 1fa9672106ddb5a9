package dev.firn.engine.log;

import dev.firn.engine.table.TableName;

/**
 * Which log it is.
 *
 * @param tableUuid the table it is in front of; a table made anew under the same name is another
 * @param logId its ULID
 * @param folder location of its segments and its lock
 * @param table the table's name as it was last known, for messages
 */
public record LogIdentity(String tableUuid, String logId, String folder, TableName table) {
  private static final String LOCK_FILE = "/log.lock";

  /** The file whose lock makes a process the log's owner. */
  public String lockLocation() {
    return folder + LOCK_FILE;
  }

  @Override
  public String toString() {
    return "log " + logId + " of table '" + table + "'";
  }
}
