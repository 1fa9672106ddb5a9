package dev.firn.engine.ingest;

import dev.firn.engine.commit.LogProgress;
import dev.firn.engine.commit.LogTakeover;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LogInventory.Found;
import dev.firn.engine.log.Damage;
import dev.firn.engine.log.LogScan;
import dev.firn.engine.log.SegmentRepair;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets logs that stopped their tables going again, at a price that is said before.
 *
 * <p>Threads: one.
 */
final class LogRepairs {
  private final LaneParts parts;
  private final LogInventory inventory;

  LogRepairs(LaneParts parts) {
    this.parts = parts;
    this.inventory = new LogInventory(parts);
  }

  /** What is to be repaired; nothing is touched. */
  List<LogRepair> plan(Optional<TableName> table) {
    List<LogRepair> repairs = new ArrayList<>();
    for (Found log : inventory.find(table)) {
      scan(log).flatMap(scan -> planOf(log, scan)).ifPresent(repairs::add);
    }
    return repairs;
  }

  /**
   * Repairs what {@link #plan} names.
   *
   * @throws FirnException {@link ErrorCode#BUSY} if a living process has one of the logs
   */
  List<LogRepair> run(List<LogRepair> agreed) {
    List<LogRepair> done = new ArrayList<>();
    for (Found log : inventory.find(Optional.empty())) {
      Optional<LogRepair> wanted =
          agreed.stream().filter(each -> each.logId().equals(log.row().logId())).findFirst();
      if (wanted.isPresent()) {
        run(log, wanted.get());
        done.add(wanted.get());
      }
    }
    return done;
  }

  /** Looks again with the lock in hand: nothing more may be lost than was agreed to. */
  private void run(Found log, LogRepair wanted) {
    StorageLock lock =
        parts.load().storage().tryLock(log.identity().lockLocation()).orElseThrow(() -> busy(log));
    boolean handedOn = false;
    try {
      LogScan scan = scanOf(log);
      if (!planOf(log, scan).equals(Optional.of(wanted))) {
        throw new FirnException(
            ErrorCode.CONFLICT,
            "The "
                + log.identity()
                + ": expected it as it was looked at, found it changed since. Nothing was repaired;"
                + " look at it again.");
      }
      handedOn = true;
      repair(log, scan, lock);
    } finally {
      if (!handedOn) {
        lock.close();
      }
    }
  }

  private static FirnException busy(Found log) {
    return new FirnException(
        ErrorCode.BUSY,
        "The "
            + log.identity()
            + ": expected it to be free, found that a process has it. Stop it.");
  }

  private Optional<LogScan> scan(Found log) {
    return switch (inventory.stateOf(log)) {
      case ELSEWHERE, UNKNOWN -> Optional.empty();
      case OPEN, FREE, ORPHANED -> Optional.of(scanOf(log));
    };
  }

  private LogScan scanOf(Found log) {
    return LogScan.of(parts.load().storage(), log.identity(), committedOf(log), LogScan.Depth.FULL);
  }

  private static long committedOf(Found log) {
    return log.position().map(LogPosition::offset).orElse(0L);
  }

  private static Optional<LogRepair> planOf(Found log, LogScan scan) {
    List<String> losses = new ArrayList<>();
    long rows = 0;
    if (log.table().isEmpty()) {
      losses.add(
          scan.pendingRows() + " rows of a table that was dropped; the log's folder is deleted");
      rows = scan.pendingRows();
    } else {
      long committed = committedOf(log);
      for (Damage damage : scan.damages()) {
        losses.add(damage.words());
        rows = damage.rows() < 0 || rows < 0 ? -1 : rows + damage.rows();
      }
      if (Math.max(scan.knownCommittedOffset(), scan.baseOffset()) > committed) {
        losses.add(
            "rows up to offset "
                + scan.baseOffset()
                + " that the table had and has no more; those that the log still has are committed"
                + " again");
        rows = scan.baseOffset() > committed ? -1 : rows;
      }
      if (committed > scan.endOffset()) {
        losses.add(
            "rows that were logged behind offset "
                + committed
                + " and not committed, if there were any: the log ends at "
                + scan.endOffset());
        rows = -1;
      }
    }
    return losses.isEmpty()
        ? Optional.empty()
        : Optional.of(new LogRepair(log.name(), log.row().logId(), losses, rows));
  }

  private void repair(Found log, LogScan scan, StorageLock lock) {
    if (log.table().isEmpty()) {
      try (lock) {
        parts.load().storage().deleteFolder(log.row().folder());
        parts.load().registry().logs().delete(log.row().logId());
      }
      return;
    }
    boolean handedOn = false;
    try {
      long epoch = Math.max(log.position().map(LogPosition::epoch).orElse(0L), scan.epoch()) + 1;
      new SegmentRepair(parts.load().storage(), log.identity()).run(scan, epoch);
      long committed = Math.max(committedOf(log), scan.baseOffset());
      LogScan sound =
          LogScan.of(parts.load().storage(), log.identity(), committed, LogScan.Depth.FULL);
      LogPosition next = new LogPosition(epoch, committed);
      announce(log, next);
      try (TableLog repaired =
          TableLog.resume(
              parts.log(), log.identity(), lock, sound, epoch, committed, Long.MAX_VALUE)) {
        handedOn = true;
        // From its header on the log and the table are of one moment again.
        repaired.checkpoint(ArrowMapping.toArrow(log.metadata().orElseThrow().schema()));
      }
    } finally {
      if (!handedOn) {
        lock.close();
      }
    }
  }

  private void announce(Found log, LogPosition next) {
    LogProgress progress = new LogProgress(log.row().logId(), log.position(), next, Map.of());
    LogTakeover takeover =
        new LogTakeover(
            parts.load().environment().ulids().get(), log.name(), log.row().tableUuid(), progress);
    parts.committers().apply(log.name()).commit(takeover);
  }
}
