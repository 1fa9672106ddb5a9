package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;

/**
 * How far a log gets by a commit. The old position is compared on every attempt, so that of two
 * processes that believe the log is theirs only one can commit from it.
 *
 * @param expected what the table must say before; empty if it must say nothing
 * @param next what it says afterwards
 * @param summary what the snapshot's summary says of it, for people
 */
public record LogProgress(
    String logId, Optional<LogPosition> expected, LogPosition next, Map<String, String> summary) {

  public LogProgress {
    summary = Map.copyOf(summary);
  }

  /**
   * Moves the position in a draft.
   *
   * @throws FirnException {@link ErrorCode#FENCED} if another process has taken the log over,
   *     {@link ErrorCode#CORRUPT} if the table says something that no process of this log wrote
   */
  void applyTo(Draft draft, TableName table) {
    requireExpected(draft.current(), table);
    draft.update(
        TableMetadata.buildFrom(draft.current())
            .setProperties(Map.of(LogPosition.propertyOf(logId), next.toString()))
            .build());
  }

  /** Whether the table says what it must; what {@link #applyTo} looks at first. */
  public void requireExpected(TableMetadata current, TableName table) {
    String key = LogPosition.propertyOf(logId);
    Optional<LogPosition> found = LogPosition.of(current.properties(), logId);
    boolean isSame =
        found.equals(expected) && (found.isPresent() || !current.properties().containsKey(key));
    if (isSame) {
      return;
    }
    String says = current.properties().getOrDefault(key, "nothing");
    long epoch = expected.map(LogPosition::epoch).orElse(1L);
    boolean isTakenOver = found.isPresent() && found.get().epoch() > epoch;
    throw new FirnException(
        isTakenOver ? ErrorCode.FENCED : ErrorCode.CORRUPT,
        "Table '"
            + table
            + "', property '"
            + key
            + "': expected "
            + expected.map(position -> "'" + position + "'").orElse("nothing")
            + ", found '"
            + says
            + (isTakenOver
                ? "'. Another process has taken the log over; this one keeps what it has and writes"
                    + " no more."
                : "'. The table and its log are not of the same moment: one of them was restored"
                    + " from a copy, or the property was changed by hand. Nothing was written."));
  }
}
