package dev.firn.engine.ingest;

import dev.firn.engine.environment.Ticker.Ticking;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LogInventory.Found;
import dev.firn.engine.ingest.LogStatus.State;
import dev.firn.engine.log.LogScan.Depth;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streaming side of a warehouse: a lane for each table that rows are appended to, and a clock
 * that commits what is due without anybody calling.
 *
 * <p>Threads: safe.
 */
public final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** A commit interval may be as short as this. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** A change of a table by another process is seen after a second. */
  private static final int TICKS_PER_REFRESH = 10;

  private final LaneParts parts;
  private final Seal seal;
  private final LogInventory inventory;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<Lane> busy = ConcurrentHashMap.newKeySet();

  private final Set<Appender> appenders = ConcurrentHashMap.newKeySet();

  /** Seals by the clock run one after another: each may take its share of the memory budget. */
  private final ReentrantLock sealing = new ReentrantLock(true);

  private @Nullable Ticking ticking;
  private boolean closed;
  private long ticks;

  public Lanes(LaneParts parts) {
    this.parts = parts;
    this.seal = new Seal(new StagingFactory(parts.load()), parts.load().budget());
    this.inventory = new LogInventory(parts);
  }

  /**
   * A way into a table's log. What a dead process left in logs of this table is taken over first.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND}, or why the table takes no rows
   */
  public Appender appender(TableName table, AppenderOptions options) {
    Lane lane = lane(table);
    lane.requireRunning();
    if (!options.sender().isAnonymous()) {
      // The registry is asked now, so that a producer that is busy elsewhere is told at once.
      lane.logOf(options.sender());
    }
    Appender appender =
        new Appender(
            lane,
            options,
            parts.log().allocator(),
            parts.batches(),
            parts.load().metrics(),
            parts.load().environment().nanos());
    appenders.add(appender);
    return appender;
  }

  /**
   * Commits all pending rows of a table, those that dead processes left too.
   *
   * @return the snapshots; none if nothing was pending
   * @throws FirnException {@link ErrorCode#BUSY} if rows are pending in a log that a living process
   *     has
   */
  public List<CommittedSnapshot> seal(TableName table) {
    List<CommittedSnapshot> sealed = sealOwn(table);
    requireNoneElsewhere(Optional.of(table));
    return sealed;
  }

  /** The same, whatever waits in logs of other living processes. */
  public List<CommittedSnapshot> sealOwn(TableName table) {
    return lane(table).seal(SealReason.REQUEST);
  }

  /** The same for all tables that have logs. */
  public List<CommittedSnapshot> sealAll() {
    List<CommittedSnapshot> sealed = new ArrayList<>();
    for (Found log : inventory.find(Optional.empty())) {
      if (log.table().isPresent()) {
        sealed.addAll(lane(log.name()).seal(SealReason.REQUEST));
      }
    }
    requireNoneElsewhere(Optional.empty());
    return sealed;
  }

  private void requireNoneElsewhere(Optional<TableName> table) {
    for (LogStatus each : status(table)) {
      boolean isOthers = each.state() == State.OPEN && !isOwn(each.logId());
      if (each.pendingRows() > 0 && isOthers) {
        throw new FirnException(
            ErrorCode.BUSY,
            "Table '"
                + each.table()
                + "': expected to commit all pending rows, found "
                + each.pendingRows()
                + " in a log that another process has open. It commits them itself when they are"
                + " due.");
      }
    }
  }

  private boolean isOwn(String logId) {
    return lanes.values().stream()
        .flatMap(lane -> lane.logs().stream())
        .anyMatch(log -> log.id().equals(logId));
  }

  /** All logs as they are now, or those of a table; nothing is touched. */
  public List<LogStatus> status(Optional<TableName> table) {
    return look(table, Depth.TAIL);
  }

  /** The same, and every byte of them is looked at. */
  public List<LogStatus> verify(Optional<TableName> table) {
    return look(table, Depth.FULL);
  }

  private List<LogStatus> look(Optional<TableName> table, Depth depth) {
    List<LogStatus> all = new ArrayList<>();
    for (Found log : inventory.find(table)) {
      Optional<LaneLog> own =
          Optional.ofNullable(lanes.get(log.row().tableUuid())).stream()
              .flatMap(lane -> lane.logs().stream())
              .filter(each -> each.id().equals(log.row().logId()))
              .findFirst();
      all.add(
          own.isPresent() && depth == Depth.TAIL
              ? inventory.statusOf(own.get(), log.name())
              : inventory.statusOf(log, depth));
    }
    return all;
  }

  /** What a repair would do; nothing is touched. */
  public List<LogRepair> planRepairs(Optional<TableName> table) {
    return new LogRepairs(parts).plan(table);
  }

  /**
   * Repairs what {@link #planRepairs} named.
   *
   * @throws FirnException {@link ErrorCode#CONFLICT} if a log has changed since, {@link
   *     ErrorCode#BUSY} if a living process has it
   */
  public List<LogRepair> repair(List<LogRepair> agreed) {
    List<LogRepair> done = new LogRepairs(parts).run(agreed);
    // Lanes that were stopped by it look at their logs again.
    lanes.values().removeIf(lane -> lane.stopped().isPresent() && lane.logs().isEmpty());
    return done;
  }

  /** Commits what is due now, table after table; what the clock does each tenth of a second. */
  public void sealDue() {
    dueAppenders().forEach(Appender::flush);
    for (Lane lane : lanes.values()) {
      sealIfDue(lane);
    }
  }

  /** Rows that wait are committed before the table changes; what cannot be is projected later. */
  public void beforeChange(TableName table) {
    try {
      lane(table).seal(SealReason.REQUEST);
    } catch (FirnException e) {
      switch (e.code()) {
        // The change may be what helps; the rows stay in the log.
        case SCHEMA_MISMATCH, DATA_REFUSED, CONFIGURATION, CORRUPT, FENCED, UNSUPPORTED ->
            LOG.warn("Pending rows of {} stay in the log. {}", table, e.getMessage());
        default -> throw e;
      }
    }
  }

  /** A lane looks at its table anew, because it was changed. */
  public void afterChange(String tableUuid) {
    Optional.ofNullable(lanes.get(tableUuid)).ifPresent(Lane::refresh);
  }

  /**
   * Drops a table by the given action, and its logs with it.
   *
   * @throws FirnException {@link ErrorCode#CONFLICT} if rows are pending and must not be thrown
   *     away, {@link ErrorCode#BUSY} if a living process has one of its logs
   */
  public TableName drop(
      TableName table, String tableUuid, PendingRowsPolicy policy, UnaryOperator<TableName> how) {
    Optional<Lane> lane = Optional.ofNullable(lanes.get(tableUuid));
    lane.ifPresent(each -> each.pause(beingDropped(table)));
    boolean isDropped = false;
    try {
      requireNothingLost(table, policy);
      TableName dropped = how.apply(table);
      isDropped = true;
      try {
        forgetLogs(tableUuid);
      } catch (FirnException e) {
        // The drop stands; 'firn log repair' removes logs of tables that are gone.
        LOG.warn("A log of {}, which was dropped, stays: {}", dropped, e.getMessage());
      }
      return dropped;
    } finally {
      if (!isDropped) {
        lane.ifPresent(Lane::goOn);
      }
    }
  }

  LaneParts parts() {
    return parts;
  }

  private static FirnException beingDropped(TableName table) {
    return new FirnException(
        ErrorCode.BUSY, "Table '" + table + "': expected to exist, found it being dropped.");
  }

  private void requireNothingLost(TableName table, PendingRowsPolicy policy) {
    for (LogStatus each : status(Optional.of(table))) {
      if (each.state() == State.OPEN && !isOwn(each.logId())) {
        throw new FirnException(
            ErrorCode.BUSY,
            "Table '"
                + table
                + "': expected nobody to append to it, found its log open in another process. Stop"
                + " that process first.");
      }
      boolean refuses = policy == PendingRowsPolicy.REFUSE_DROP;
      if (refuses && each.state() == State.ELSEWHERE) {
        throw new FirnException(
            ErrorCode.CONFLICT,
            "Table '"
                + table
                + "': expected to see all of its logs, found one in '"
                + each.folder()
                + "', which is no part of this process's log.path; rows may wait there. Seal it from"
                + " there, or say --discard-pending.");
      }
      if (refuses && (each.pendingRows() > 0 || !isIdle(each.logId()))) {
        throw new FirnException(
            ErrorCode.CONFLICT,
            "Table '"
                + table
                + "': expected no rows to wait in its log, found "
                + each.pendingRows()
                + ". Commit them with 'firn seal "
                + table
                + "', or say --discard-pending to throw them away.");
      }
    }
  }

  private boolean isIdle(String logId) {
    return lanes.values().stream()
        .flatMap(lane -> lane.logs().stream())
        .filter(log -> log.id().equals(logId))
        .allMatch(log -> log.log().isIdle());
  }

  /** What becomes of rows that wait in the log of a table that is dropped. */
  public enum PendingRowsPolicy {
    /** The table is not dropped. */
    REFUSE_DROP,
    /** They are thrown away. */
    DISCARD
  }

  /** The table is gone: so are its logs. */
  private void forgetLogs(String tableUuid) {
    Lane lane = lanes.remove(tableUuid);
    if (lane != null) {
      lane.close();
    }
    String place = new LogTakeovers(parts).place();
    for (LogRow row : parts.load().registry().logs().listByTable(tableUuid)) {
      if (!row.place().equals(place)) {
        // It is for whoever has that folder to remove it.
        continue;
      }
      Optional<StorageLock> lock = parts.load().storage().tryLock(row.folder() + "/log.lock");
      if (lock.isPresent()) {
        try (StorageLock _ = lock.get()) {
          parts.load().storage().deleteFolder(row.folder());
          parts.load().registry().logs().delete(row.logId());
        }
      }
    }
  }

  /** Commits what is pending, then gives the logs back. What cannot be committed stays in them. */
  @Override
  public void close() {
    stopTicking();
    // Twice: rows that single senders collected may need the room that the first one makes.
    lanes.values().forEach(this::sealOrLeave);
    appenders.forEach(Appender::close);
    lanes.values().forEach(this::sealOrLeave);
    closeLanes();
  }

  private void sealOrLeave(Lane lane) {
    try {
      lane.seal(SealReason.SHUTDOWN);
    } catch (RuntimeException e) {
      LOG.warn(
          "Pending rows of {} stay in the log, for the next process: {}",
          lane.table(),
          e.getMessage());
    }
  }

  /** Gives the logs back at once; pending rows stay in them, for the next process. */
  public void closeFast() {
    stopTicking();
    appenders.forEach(Appender::discard);
    closeLanes();
  }

  private synchronized void stopTicking() {
    closed = true;
    Ticking clock = ticking;
    ticking = null;
    if (clock != null) {
      clock.close();
    }
  }

  private void closeLanes() {
    for (Lane lane : lanes.values()) {
      try {
        lane.close();
      } catch (RuntimeException e) {
        LOG.warn("Closing the log of {} failed: {}", lane.table(), e.getMessage());
      }
    }
    lanes.clear();
  }

  private Lane lane(TableName name) {
    TableEntry entry = parts.catalog().load(name);
    TableMetadata metadata = parts.catalog().readCurrent(entry);
    Lane known = lanes.get(metadata.uuid());
    if (known != null && !(known.stopped().isPresent() && known.logs().isEmpty())) {
      return known;
    }
    return open(entry.name(), metadata);
  }

  private synchronized Lane open(TableName name, TableMetadata metadata) {
    if (closed) {
      throw new FirnException(ErrorCode.CANCELLED, "Table '" + name + "': the engine was closed.");
    }
    Lane known = lanes.get(metadata.uuid());
    if (known != null && !(known.stopped().isPresent() && known.logs().isEmpty())) {
      return known;
    }
    Lane lane = new Lane(parts, seal, name, metadata);
    try {
      lane.recover();
    } catch (RuntimeException | Error e) {
      // It gives back the logs that it has; held by nobody who knows them they would be lost.
      try (lane) {
        throw e;
      }
    }
    lanes.put(metadata.uuid(), lane);
    if (ticking == null) {
      ticking = parts.load().environment().ticker().every(TICK, this::tick);
    }
    return lane;
  }

  /** By the clock's thread: looks, and lets others do the work. */
  private void tick() {
    ticks++;
    for (Appender due : dueAppenders()) {
      // It may have to wait for room; the clock must not.
      var _ = Thread.ofVirtual().name("firn-flush").start(due::flush);
    }
    for (Lane lane : lanes.values()) {
      if (busy.add(lane)) {
        boolean looksAnew = ticks % TICKS_PER_REFRESH == 0;
        var _ =
            Thread.ofVirtual()
                .name("firn-seal")
                .start(
                    () -> {
                      try {
                        if (looksAnew) {
                          lane.refresh();
                        }
                        sealIfDue(lane);
                      } finally {
                        busy.remove(lane);
                      }
                    });
      }
    }
  }

  private List<Appender> dueAppenders() {
    appenders.removeIf(Appender::isClosed);
    return appenders.stream().filter(Appender::isDue).toList();
  }

  private void sealIfDue(Lane lane) {
    try {
      Optional<SealReason> reason = lane.due();
      if (reason.isPresent()) {
        sealing.lock();
        try {
          lane.seal(reason.get());
        } finally {
          sealing.unlock();
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Committing the pending rows of {} failed: {}", lane.table(), e.getMessage());
    }
  }
}
