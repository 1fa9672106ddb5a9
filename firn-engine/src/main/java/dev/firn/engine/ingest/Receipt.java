package dev.firn.engine.ingest;

import dev.firn.engine.log.LoggedRows;
import java.util.OptionalLong;

/**
 * Firn's word that rows are safe. The same rows again, by the same producer and numbers, get the
 * same word and are stored once.
 *
 * @param status how safe
 * @param producer who sent them; empty for nobody
 * @param firstRow the number of the first row of the batch
 * @param lastRow the number of its last row
 * @param newRows how many of its rows had not been logged before
 * @param offset where in the log the last of them ends
 * @param snapshotId the snapshot that has them, once it has; empty also if it has expired
 */
public record Receipt(
    Status status,
    String producer,
    long firstRow,
    long lastRow,
    long newRows,
    long offset,
    OptionalLong snapshotId) {

  /** How safe rows are. */
  public enum Status {
    /** On disk, fsynced. */
    LOGGED,
    /** In a snapshot of the table, for every reader. */
    COMMITTED
  }

  /** How many rows the batch had. */
  public long rowCount() {
    return lastRow - firstRow + 1;
  }

  static Receipt logged(String producer, LoggedRows rows) {
    return of(Status.LOGGED, producer, rows, OptionalLong.empty());
  }

  static Receipt committed(String producer, LoggedRows rows, OptionalLong snapshotId) {
    return of(Status.COMMITTED, producer, rows, snapshotId);
  }

  private static Receipt of(
      Status status, String producer, LoggedRows rows, OptionalLong snapshotId) {
    return new Receipt(
        status,
        producer,
        rows.rows().first(),
        rows.rows().last(),
        rows.newRows(),
        rows.offset(),
        snapshotId);
  }
}
