package dev.firn.engine.ingest;

import dev.firn.engine.log.SealRange;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.metric.PendingRows;
import dev.firn.engine.table.LogPosition;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log of a lane, and what its table says of it.
 *
 * <p>Threads: its position is guarded by the lane's seal; what is pending may be asked by any.
 */
final class LaneLog implements PendingRows {
  private final TableLog log;
  private final LongSupplier nanos;
  private Optional<LogPosition> position;
  private @Nullable OpenCommit open;

  /**
   * A commit whose outcome nobody knows yet.
   *
   * @param next what the table's property says if it landed
   */
  record OpenCommit(String commitId, SealRange range, LogPosition next) {}

  LaneLog(TableLog log, Optional<LogPosition> position, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.position = position;
  }

  TableLog log() {
    return log;
  }

  String id() {
    return log.identity().logId();
  }

  @Override
  public long rows() {
    return log.pending().rows();
  }

  @Override
  public long bytes() {
    return log.pending().bytes();
  }

  @Override
  public long ageNanos() {
    OptionalLong oldest = log.pending().oldestNanos();
    return oldest.isPresent() ? nanos.getAsLong() - oldest.getAsLong() : 0;
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
