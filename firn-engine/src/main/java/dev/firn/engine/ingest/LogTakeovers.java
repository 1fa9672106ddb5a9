package dev.firn.engine.ingest;

import dev.firn.engine.commit.LogProgress;
import dev.firn.engine.commit.LogTakeover;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.Damage;
import dev.firn.engine.log.LogIdentity;
import dev.firn.engine.log.LogScan;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.owner.FolderIdentity;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.Logs;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes logs and takes over those that dead processes left: lock in hand, read what is there, say
 * in the table that the log has a new owner, drop what is committed, keep what is pending. Done
 * again after a crash halfway it comes to the same.
 *
 * <p>Threads: safe.
 */
final class LogTakeovers {
  private static final Logger LOG = LoggerFactory.getLogger(LogTakeovers.class);

  /** A dead owner had one commit under way at most. */
  private static final int TRIES_MAX = 3;

  private final LaneParts parts;

  LogTakeovers(LaneParts parts) {
    this.parts = parts;
  }

  /** The folder of all logs, by the id that it carries. */
  String place() {
    return FolderIdentity.of(
        parts.load().storage(), parts.logRoot(), parts.load().environment().ulids());
  }

  /** A new log of a table. */
  LaneLog create(TableName table, String tableUuid, long pendingBytesMax) {
    String logId = parts.load().environment().ulids().get();
    String folder = parts.logRoot() + "/" + tableUuid + "/" + logId;
    LogIdentity identity = new LogIdentity(tableUuid, logId, folder, table);
    parts
        .load()
        .registry()
        .logs()
        .insert(
            new LogRow(
                logId,
                tableUuid,
                table,
                place(),
                folder,
                parts.load().environment().clock().instant()));
    StorageLock lock =
        parts
            .load()
            .storage()
            .tryLock(identity.lockLocation())
            .orElseThrow(() -> new IllegalStateException("A fresh log's lock is held"));
    try {
      return new LaneLog(
          TableLog.create(parts.log(), identity, lock, pendingBytesMax),
          Optional.empty(),
          parts.load().environment().nanos());
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Takes a log over.
   *
   * @return empty if a living process has it, or it lies in another folder of logs
   * @throws FirnException {@link ErrorCode#CORRUPT} if log and table contradict each other or the
   *     log is damaged; nothing was changed
   */
  Optional<LaneLog> takeOver(LogRow row, TableName table, long bytesMax) {
    if (!row.place().equals(place())) {
      return Optional.empty();
    }
    LogIdentity identity = identityOf(row, table);
    Optional<StorageLock> lock = parts.load().storage().tryLock(identity.lockLocation());
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (!isListed(row)) {
        // Another process has removed it since the row was read; the lock's file is all there is.
        try (StorageLock _ = lock.get()) {
          parts.load().storage().deleteFolder(row.folder());
        }
        return Optional.empty();
      }
      return Optional.of(takeOver(identity, lock.get(), bytesMax));
    } catch (RuntimeException | Error e) {
      try (StorageLock _ = lock.get()) {
        throw e;
      }
    }
  }

  /**
   * Removes a log that has neither rows nor producers, with its lock in hand. Its row in the
   * registry goes last, and first it is parted from its table: a log without its folder would stop
   * the table.
   */
  void retire(LogIdentity identity) {
    Logs registry = parts.load().registry().logs();
    registry.retire(identity.logId());
    try {
      parts.load().storage().deleteFolder(identity.folder());
      registry.delete(identity.logId());
    } catch (FirnException e) {
      LOG.warn("The folder of the retired {} stays for now: {}", identity, e.getMessage());
    }
  }

  /** Removes what is left of logs whose retirement was interrupted. */
  void removeRetired() {
    for (LogRow row : parts.load().registry().logs().listRetired()) {
      if (row.place().equals(place())) {
        LogIdentity identity = identityOf(row, row.table());
        Optional<StorageLock> lock = parts.load().storage().tryLock(identity.lockLocation());
        if (lock.isPresent()) {
          try (StorageLock _ = lock.get()) {
            retire(identity);
          }
        }
      }
    }
  }

  private boolean isListed(LogRow row) {
    return parts.load().registry().logs().listByTable(row.tableUuid()).contains(row);
  }

  private static LogIdentity identityOf(LogRow row, TableName table) {
    return new LogIdentity(row.tableUuid(), row.logId(), row.folder(), table);
  }

  private LaneLog takeOver(LogIdentity identity, StorageLock lock, long bytesMax) {
    long startedNanos = parts.load().environment().nanos().getAsLong();
    // Read with the lock in hand: until then the last owner may have committed.
    Optional<LogPosition> said = positionOf(identity);
    for (int tries = 1; ; tries++) {
      long committed = said.map(LogPosition::offset).orElse(0L);
      LogScan scan = LogScan.of(parts.load().storage(), identity, committed, LogScan.Depth.TAIL);
      requireSound(identity, scan);
      requireSameMoment(identity, scan, committed);
      long epoch = Math.max(said.map(LogPosition::epoch).orElse(0L), scan.epoch());
      LogPosition next = new LogPosition(epoch + 1, committed);
      try {
        announce(identity, said, next);
        LaneLog taken = resume(identity, lock, scan, next, bytesMax);
        parts
            .load()
            .metrics()
            .recovered(
                identity.table(),
                scan.pendingRows(),
                parts.load().environment().nanos().getAsLong() - startedNanos);
        return taken;
      } catch (FirnException e) {
        // A commit that the dead owner had sent may have landed only now.
        Optional<LogPosition> now = positionOf(identity);
        if (now.equals(said) || tries == TRIES_MAX) {
          throw e;
        }
        said = now;
      }
    }
  }

  private Optional<LogPosition> positionOf(LogIdentity identity) {
    TableMetadata metadata = parts.catalog().readCurrent(parts.catalog().load(identity.table()));
    return LogPosition.of(metadata.properties(), identity.logId());
  }

  private LaneLog resume(
      LogIdentity identity, StorageLock lock, LogScan scan, LogPosition next, long bytesMax) {
    TableLog log =
        TableLog.resume(parts.log(), identity, lock, scan, next.epoch(), next.offset(), bytesMax);
    LOG.info(
        "Took over the {}: {} rows are pending, {} bytes from offset {} to {}; epoch {}",
        identity,
        scan.pendingRows(),
        Math.max(0, scan.endOffset() - next.offset()),
        next.offset(),
        scan.endOffset(),
        next.epoch());
    return new LaneLog(log, Optional.of(next), parts.load().environment().nanos());
  }

  /** From now on a commit that the last owner has under way is refused. */
  private void announce(LogIdentity identity, Optional<LogPosition> said, LogPosition next) {
    LogTakeover takeover =
        new LogTakeover(
            parts.load().environment().ulids().get(),
            identity.table(),
            identity.tableUuid(),
            new LogProgress(identity.logId(), said, next, Map.of()));
    parts.committers().apply(identity.table()).commit(takeover);
  }

  private static void requireSound(LogIdentity identity, LogScan scan) {
    if (!scan.damages().isEmpty()) {
      Damage first = scan.damages().getFirst();
      throw new FirnException(
          ErrorCode.CORRUPT,
          "The "
              + identity
              + ": expected what was written, found damage at "
              + scan.damages().size()
              + (scan.damages().size() == 1 ? " place: " : " places, the first: ")
              + first.words()
              + ". Nothing is written to the table from this log until 'firn log repair "
              + identity.table()
              + "' has taken the damage out; it says what is lost with it and asks.");
    }
  }

  /**
   * A log and a table that were restored from copies of different moments contradict each other.
   */
  private static void requireSameMoment(LogIdentity identity, LogScan scan, long committed) {
    long dropped = Math.max(scan.knownCommittedOffset(), scan.baseOffset());
    if (dropped > committed) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "The "
              + identity
              + ": expected the table to have it up to offset "
              + dropped
              + " at least, found "
              + committed
              + ". The table was set back to an older state; rows of this log that it had are"
              + " missing there. Restore the table's newer metadata, or let 'firn log repair "
              + identity.table()
              + "' go on from here.");
    }
    if (committed > scan.endOffset()) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "The "
              + identity
              + ": expected it to reach offset "
              + committed
              + ", which the table has, found its end at "
              + scan.endOffset()
              + ". The log's folder was set back to an older state or removed. Restore it, or let"
              + " 'firn log repair "
              + identity.table()
              + "' go on from here.");
    }
  }
}
