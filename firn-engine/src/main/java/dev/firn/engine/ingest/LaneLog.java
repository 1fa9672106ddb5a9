package dev.firn.engine.ingest;

import dev.firn.engine.log.SealRange;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.table.LogPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log of a lane, and what its table says of it.
 *
 * <p>Threads: guarded by the lane's seal.
 */
final class LaneLog {
  private final TableLog log;
  private Optional<LogPosition> position;
  private @Nullable OpenCommit open;

  /**
   * A commit whose outcome nobody knows yet.
   *
   * @param next what the table's property says if it landed
   */
  record OpenCommit(String commitId, SealRange range, LogPosition next) {}

  LaneLog(TableLog log, Optional<LogPosition> position) {
    this.log = log;
    this.position = position;
  }

  TableLog log() {
    return log;
  }

  String id() {
    return log.identity().logId();
  }

  /** What the table's property says; empty if nothing was committed yet. */
  Optional<LogPosition> position() {
    return position;
  }

  void moveTo(LogPosition next) {
    position = Optional.of(next);
  }

  Optional<OpenCommit> open() {
    return Optional.ofNullable(open);
  }

  void leaveOpen(OpenCommit commit) {
    open = commit;
  }

  void settled() {
    open = null;
  }
}
