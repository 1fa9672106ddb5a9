package dev.firn.engine.ingest;

import dev.firn.engine.log.Damage;
import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A log as it is at a moment.
 *
 * @param table the table it is in front of, under its name of today
 * @param logId its ULID
 * @param folder its location
 * @param state who has it
 * @param pendingRows rows that are not in the table yet
 * @param pendingBytes what they take in the log
 * @param oldestPendingAt when the oldest of them was logged
 * @param lastOffset where the log ends
 * @param committedOffset up to where it is in the table
 * @param producers how many producers' row numbers it knows
 * @param damages what is wrong with it, as far as was looked
 */
public record LogStatus(
    TableName table,
    String logId,
    String folder,
    State state,
    long pendingRows,
    long pendingBytes,
    Optional<Instant> oldestPendingAt,
    long lastOffset,
    long committedOffset,
    int producers,
    List<Damage> damages) {

  public LogStatus {
    damages = List.copyOf(damages);
  }

  /** Who has a log. */
  public enum State {
    /** A living process. */
    OPEN,
    /** Nobody; whoever writes to the table next takes it over. */
    FREE,
    /** It lies in another folder of logs, of another machine perhaps. */
    ELSEWHERE,
    /** Its table was dropped. */
    ORPHANED,
    /** Its table is not among those that can be read now. */
    UNKNOWN
  }
}
