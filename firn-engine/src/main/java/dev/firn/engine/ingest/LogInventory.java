package dev.firn.engine.ingest;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LogStatus.State;
import dev.firn.engine.log.LogIdentity;
import dev.firn.engine.log.LogScan;
import dev.firn.engine.log.Pending;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;

/**
 * What logs there are and what is in them, of this process and of others. Reads only.
 *
 * <p>Threads: safe.
 */
final class LogInventory {
  private final LaneParts parts;
  private final LogTakeovers takeovers;

  LogInventory(LaneParts parts) {
    this.parts = parts;
    this.takeovers = new LogTakeovers(parts);
  }

  /**
   * A log, and its table if that still exists.
   *
   * @param isCertain whether all tables could be read, so that one that was not found is gone
   */
  record Found(
      LogRow row, Optional<TableName> table, Optional<TableMetadata> metadata, boolean isCertain) {
    TableName name() {
      return table.orElse(row.table());
    }

    LogIdentity identity() {
      return new LogIdentity(row.tableUuid(), row.logId(), row.folder(), name());
    }

    Optional<LogPosition> position() {
      return metadata.flatMap(each -> LogPosition.of(each.properties(), row.logId()));
    }
  }

  /** All logs, or those of a table. */
  List<Found> find(Optional<TableName> table) {
    List<Found> found = new ArrayList<>();
    for (LogRow row : parts.load().registry().logs().list()) {
      if (row.isRetired()) {
        continue;
      }
      Found each = find(row);
      if (table.isEmpty() || each.name().matches(table.get())) {
        found.add(each);
      }
    }
    return found;
  }

  /** A log of this process, as it says itself. */
  LogStatus statusOf(LaneLog lane, TableName name) {
    TableLog log = lane.log();
    Pending pending = log.pending();
    return new LogStatus(
        name,
        lane.id(),
        log.identity().folder(),
        State.OPEN,
        pending.rows(),
        pending.bytes(),
        pending.oldestMillis().isPresent()
            ? Optional.of(Instant.ofEpochMilli(pending.oldestMillis().getAsLong()))
            : Optional.empty(),
        pending.endOffset(),
        pending.committedOffset(),
        log.producerCount(),
        List.of());
  }

  /** A log of whomever, as its files say. */
  LogStatus statusOf(Found log, LogScan.Depth depth) {
    State state = stateOf(log);
    long committed = log.position().map(LogPosition::offset).orElse(0L);
    if (state == State.ELSEWHERE) {
      return new LogStatus(
          log.name(),
          log.row().logId(),
          log.row().folder(),
          state,
          0,
          0,
          Optional.empty(),
          committed,
          committed,
          0,
          List.of());
    }
    LogScan scan = LogScan.of(parts.load().storage(), log.identity(), committed, depth);
    return new LogStatus(
        log.name(),
        log.row().logId(),
        log.row().folder(),
        state,
        scan.pendingRows(),
        scan.pendingRows() == 0 ? 0 : scan.endOffset() - Math.max(committed, scan.baseOffset()),
        scan.oldestMillis().isPresent()
            ? Optional.of(Instant.ofEpochMilli(scan.oldestMillis().getAsLong()))
            : Optional.empty(),
        scan.endOffset(),
        committed,
        scan.producerCount(),
        scan.damages());
  }

  /** Who has a log. */
  State stateOf(Found log) {
    if (!log.row().place().equals(takeovers.place())) {
      return State.ELSEWHERE;
    }
    if (parts.load().storage().isLocked(log.identity().lockLocation())) {
      return State.OPEN;
    }
    if (log.table().isPresent()) {
      return State.FREE;
    }
    return log.isCertain() ? State.ORPHANED : State.UNKNOWN;
  }

  private Found find(LogRow row) {
    List<TableEntry> entries = new ArrayList<>();
    parts.catalog().find(row.table()).ifPresent(entries::add);
    // Under another name it is looked for in all tables.
    entries.addAll(parts.catalog().list());
    boolean isCertain = true;
    for (TableEntry entry : entries) {
      try {
        TableMetadata metadata = parts.catalog().readCurrent(entry);
        if (metadata.uuid().equals(row.tableUuid())) {
          return new Found(row, Optional.of(entry.name()), Optional.of(metadata), true);
        }
      } catch (FirnException e) {
        if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.TABLE_NOT_FOUND) {
          throw e;
        }
        isCertain = false;
      }
    }
    return new Found(row, Optional.empty(), Optional.empty(), isCertain);
  }
}
