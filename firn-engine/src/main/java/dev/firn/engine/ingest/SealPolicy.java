package dev.firn.engine.ingest;

import dev.firn.engine.table.LaneSettings;
import java.util.Optional;
import java.util.OptionalLong;

/** When pending rows are due. A pure function of what is known. */
final class SealPolicy {
  /** Share of what logs may hold from which on they are emptied before their time. */
  private static final double PRESSURE_SHARE = 0.75;

  private SealPolicy() {}

  /**
   * What is known of a lane.
   *
   * @param rows pending rows
   * @param encodedBytes what their data files will take, estimated
   * @param oldestNanos when the oldest row came
   * @param waitingSinceNanos since when a sender waits for a committed receipt
   * @param pressure share of what logs may hold on disk that is taken, from 0 to 1: of this table
   *     or of all, whichever is more; 1 if a batch found no room
   */
  record Facts(
      long rows,
      double encodedBytes,
      OptionalLong oldestNanos,
      OptionalLong waitingSinceNanos,
      double pressure) {}

  /** Why the rows are due; empty if they are not. */
  static Optional<SealReason> due(Facts facts, LaneSettings settings, long nowNanos) {
    if (facts.rows() == 0) {
      return Optional.empty();
    }
    if (facts.encodedBytes() >= settings.fileBytesTarget()) {
      return Optional.of(SealReason.SIZE);
    }
    if (isOver(facts.oldestNanos(), settings.rotationTimeout().toNanos(), nowNanos)) {
      return Optional.of(SealReason.AGE);
    }
    if (isOver(facts.waitingSinceNanos(), settings.commitInterval().toNanos(), nowNanos)) {
      return Optional.of(SealReason.RECEIPT);
    }
    return facts.pressure() >= PRESSURE_SHARE ? Optional.of(SealReason.PRESSURE) : Optional.empty();
  }

  private static boolean isOver(OptionalLong sinceNanos, long spanNanos, long nowNanos) {
    return sinceNanos.isPresent() && nowNanos - sinceNanos.getAsLong() >= spanNanos;
  }
}
