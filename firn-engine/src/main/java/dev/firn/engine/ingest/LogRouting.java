package dev.firn.engine.ingest;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.Sender;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.Logs;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Which of a table's logs has which producer's rows. A producer's numbers are in one log only,
 * which the registry knows before its first frame; a log without a living owner is taken over.
 *
 * <p>Threads: safe.
 */
final class LogRouting implements AutoCloseable {
  private final LogTakeovers takeovers;
  private final Logs registry;
  private final LaneParts parts;
  private final String tableUuid;
  private final List<LaneLog> logs = new CopyOnWriteArrayList<>();
  private final Map<String, LaneLog> byProducer = new ConcurrentHashMap<>();
  private @Nullable FirnException paused;
  private boolean closed;

  LogRouting(LaneParts parts, String tableUuid) {
    this.parts = parts;
    this.tableUuid = tableUuid;
    this.takeovers = new LogTakeovers(parts);
    this.registry = parts.load().registry().logs();
  }

  /** The logs of this process. */
  List<LaneLog> all() {
    return logs;
  }

  /** Takes over all logs of the table that nobody has. */
  synchronized void recover(TableName table, long pendingBytesMax) {
    requireOpen(table);
    takeovers.removeRetired();
    takeOverAll(table, pendingBytesMax);
    if (retireIdle()) {
      takeOverAll(table, pendingBytesMax);
    }
  }

  private void takeOverAll(TableName table, long pendingBytesMax) {
    for (LogRow row : registry.listByTable(tableUuid)) {
      if (find(row.logId()).isEmpty()) {
        takeovers.takeOver(row, table, pendingBytesMax).ifPresent(this::add);
      }
    }
  }

  /**
   * One log is enough; others go when nothing is in them and no producer is known to them.
   *
   * @return whether one did not go after all, because rows came into it meanwhile
   */
  private boolean retireIdle() {
    boolean anyStays = false;
    for (LaneLog each : List.copyOf(logs)) {
      if (logs.size() > 1 && isUnused(each)) {
        remove(each);
        byProducer.values().removeIf(log -> log == each);
        // What waits to be written is written now, and answered.
        try (StorageLock _ = each.log().closeKeepingLock()) {
          if (isUnused(each)) {
            takeovers.retire(each.log().identity());
          } else {
            anyStays = true;
          }
        }
      }
    }
    return anyStays;
  }

  private static boolean isUnused(LaneLog log) {
    return log.log().pending().rows() == 0 && log.log().producerCount() == 0;
  }

  /** Takes no rows, with this reason, until {@link #goOn}; those under way are logged first. */
  synchronized void pause(FirnException reason) {
    paused = reason;
    logs.forEach(each -> each.log().refuse(reason));
  }

  /** Takes rows again after {@link #pause}. */
  synchronized void goOn() {
    paused = null;
    logs.forEach(each -> each.log().accept());
  }

  /** The log that a sender's rows go to. */
  LaneLog of(Sender sender, TableName table, long pendingBytesMax) {
    LaneLog known = byProducer.get(sender.producer());
    return known != null ? known : claim(sender, table, pendingBytesMax);
  }

  /** Producers that a log forgot may go to any log from now on. */
  synchronized void forgetExpired(LaneLog log) {
    List<String> gone = log.log().takeExpiredProducers();
    gone.forEach(byProducer::remove);
    registry.forgetProducers(log.id(), gone);
  }

  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException first = null;
    for (LaneLog each : List.copyOf(logs)) {
      remove(each);
      try {
        each.log().close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    byProducer.clear();
    if (first != null) {
      throw first;
    }
  }

  private synchronized LaneLog claim(Sender sender, TableName table, long pendingBytesMax) {
    requireOpen(table);
    FirnException reason = paused;
    if (reason != null) {
      throw reason.reworded(reason.code(), String.valueOf(reason.getMessage()));
    }
    if (logs.isEmpty()) {
      add(takeovers.create(table, tableUuid, pendingBytesMax));
    }
    LaneLog log =
        sender.isAnonymous() ? logs.getFirst() : ownerOf(sender.producer(), table, pendingBytesMax);
    byProducer.put(sender.producer(), log);
    return log;
  }

  private void requireOpen(TableName table) {
    if (closed) {
      throw new FirnException(ErrorCode.CANCELLED, "Table '" + table + "': the engine was closed.");
    }
  }

  private LaneLog ownerOf(String producer, TableName table, long pendingBytesMax) {
    String wanted =
        logs.stream()
            .filter(each -> each.log().lastRow(producer) > 0)
            .findFirst()
            .orElse(logs.getFirst())
            .id();
    String logId =
        registry.claimProducer(
            tableUuid, producer, wanted, parts.load().environment().clock().instant());
    Optional<LaneLog> own = find(logId);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<LogRow> row =
        registry.listByTable(tableUuid).stream()
            .filter(each -> each.logId().equals(logId))
            .findFirst();
    LaneLog taken =
        row.flatMap(each -> takeovers.takeOver(each, table, pendingBytesMax))
            .orElseThrow(
                () ->
                    new FirnException(
                        ErrorCode.BUSY,
                        "Producer '"
                            + producer
                            + "' of table '"
                            + table
                            + "': expected its log to be free, found it in another process. Stop"
                            + " that process or send there, or use another producer name."));
    add(taken);
    return taken;
  }

  private void add(LaneLog log) {
    logs.add(log);
    parts.load().metrics().logOpened(log.log().identity().table(), log);
  }

  private void remove(LaneLog log) {
    logs.remove(log);
    parts.load().metrics().logClosed(log.log().identity().table(), log);
  }

  private Optional<LaneLog> find(String logId) {
    return logs.stream().filter(each -> each.id().equals(logId)).findFirst();
  }
}
