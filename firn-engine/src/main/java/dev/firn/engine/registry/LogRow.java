package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.time.Instant;

/**
 * A log as the registry knows it.
 *
 * @param table the table's name when the log was made
 * @param place the identity of the folder of all logs that it lies in
 * @param folder its own folder's location
 */
public record LogRow(
    String logId,
    String tableUuid,
    TableName table,
    String place,
    String folder,
    Instant createdAt) {
  /** Instead of a table's UUID: the log held nothing and is about to be removed. */
  static final String NO_TABLE = "";

  /** Whether it is about to be removed. */
  public boolean isRetired() {
    return tableUuid.equals(NO_TABLE);
  }
}
