package dev.firn.engine.ingest;

import dev.firn.engine.commit.Append;
import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.commit.LogProgress;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LaneLog.OpenCommit;
import dev.firn.engine.log.LoggedRows;
import dev.firn.engine.log.Pending;
import dev.firn.engine.log.SealRange;
import dev.firn.engine.log.Sender;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.LaneSettings;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of one table: its logs in this process, and their way into snapshots.
 *
 * <p>Threads: safe. Appends go on while a seal runs; one seal at a time.
 *
 * <p>Failures: a seal that fails leaves its rows in the log, and the next one takes them again.
 * What cannot pass by itself (damage, a schema that the rows do not fit, a table that is gone,
 * another owner) stops the lane: it refuses appends with the reason and keeps what it has.
 */
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** What is believed of the ratio of file bytes to log bytes before the first seal. */
  private static final double ENCODED_SHARE_FIRST = 0.5;

  /** A failed seal is tried again after this, and twice as long each further time. */
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);

  private static final Duration RETRY_LAST = Duration.ofMinutes(1);

  private final LaneParts parts;
  private final LogRouting logs;
  private final Leftovers leftovers;
  private final Seal seal;
  private final CommitWaiters waiters = new CommitWaiters();
  private final ReentrantLock sealing = new ReentrantLock();
  private final String tableUuid;
  private volatile TableName table;
  private volatile TableMetadata metadata;
  private volatile @Nullable FirnException stopped;
  private volatile @Nullable FirnException stoppedByLook;
  private volatile double encodedShare = ENCODED_SHARE_FIRST;
  private volatile long retryAtNanos = Long.MIN_VALUE;
  private Duration retryAfter = RETRY_FIRST;

  Lane(LaneParts parts, Seal seal, TableName table, TableMetadata metadata) {
    this.parts = parts;
    this.seal = seal;
    this.table = table;
    this.tableUuid = metadata.uuid();
    this.metadata = metadata;
    this.leftovers = parts.leftovers();
    this.logs = new LogRouting(parts, tableUuid);
  }

  /** Takes over what dead processes left of this table; a log that cannot be stops the lane. */
  void recover() {
    sealing.lock();
    try {
      logs.recover(table, settings().pendingBytesMax());
    } catch (FirnException e) {
      if (!stopsLane(e)) {
        throw e;
      }
      stop(e);
    } finally {
      sealing.unlock();
    }
  }

  TableName table() {
    return table;
  }

  /** The table as it was last seen. */
  TableMetadata metadata() {
    return metadata;
  }

  /** Why it takes no rows; empty if it does. */
  Optional<FirnException> stopped() {
    return Optional.ofNullable(stopped);
  }

  List<LaneLog> logs() {
    return logs.all();
  }

  /** The log that a sender's rows go to. */
  LaneLog logOf(Sender sender) {
    requireRunning();
    return logs.of(sender, table, settings().pendingBytesMax());
  }

  void requireRunning() {
    FirnException reason = stopped;
    if (reason != null) {
      throw reason.reworded(reason.code(), String.valueOf(reason.getMessage()));
    }
  }

  /** The snapshot that has rows, as soon as there is one. */
  CompletableFuture<OptionalLong> whenCommitted(TableLog log, LoggedRows rows) {
    CompletableFuture<OptionalLong> waiting =
        waiters.add(log.identity().logId(), rows.offset(), nowNanos());
    // Asked after it is on the list, so that a commit between the two is not missed.
    if (rows.offset() <= log.pending().committedOffset()) {
      waiters.remove(waiting);
      return CompletableFuture.completedFuture(snapshotOf(log.identity().logId(), rows.offset()));
    }
    FirnException reason = stopped;
    if (reason != null) {
      waiters.fail(reason);
    }
    return waiting;
  }

  /** The first snapshot that the table still knows with a log's rows up to an offset. */
  private OptionalLong snapshotOf(String logId, long offset) {
    for (Snapshot snapshot : metadata.snapshots()) {
      if (logId.equals(snapshot.summary().get(SenderTally.LOG_ID_KEY))
          && Long.parseLong(snapshot.summary().getOrDefault(SenderTally.LOG_OFFSET_KEY, "0"))
              >= offset) {
        return OptionalLong.of(snapshot.snapshotId());
      }
    }
    return OptionalLong.empty();
  }

  /** Takes no rows until {@link #goOn}, for a change that must not lose any. */
  void pause(FirnException reason) {
    logs.pause(reason);
  }

  /** Takes rows again after {@link #pause}, unless something else has stopped it. */
  void goOn() {
    logs.goOn();
  }

  /** Looks at the table anew: schema, settings, name. */
  synchronized void refresh() {
    try {
      metadata = current();
      if (stoppedByLook != null && stopped == stoppedByLook) {
        stopped = null;
      }
    } catch (FirnException e) {
      // What a seal has found says more, and a good look does not undo it.
      if (stopsLane(e) && (stopped == null || stopped == stoppedByLook)) {
        stop(e);
        stoppedByLook = e;
      }
    }
  }

  /** Why its pending rows are due; empty if they are not. */
  Optional<SealReason> due() {
    if (nowNanos() - retryAtNanos < 0 && retryAtNanos != Long.MIN_VALUE) {
      return Optional.empty();
    }
    long rows = 0;
    long bytes = 0;
    long oldest = Long.MAX_VALUE;
    double pressure = parts.log().pendingBytes().pressure();
    for (LaneLog each : logs.all()) {
      Pending pending = each.log().pending();
      rows += pending.rows();
      bytes += pending.bytes();
      oldest = Math.min(oldest, pending.oldestNanos().orElse(Long.MAX_VALUE));
      pressure = Math.max(pressure, each.log().pressure());
    }
    OptionalLong oldestNanos =
        oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
    SealPolicy.Facts facts =
        new SealPolicy.Facts(
            rows, bytes * encodedShare, oldestNanos, waiters.sinceNanos(), pressure);
    return SealPolicy.due(facts, settings(), nowNanos());
  }

  /**
   * Commits all pending rows of all its logs, each log's as one snapshot.
   *
   * @return the snapshots; none if nothing was pending
   */
  List<CommittedSnapshot> seal(SealReason reason) {
    sealing.lock();
    try {
      if (stopped != null || reason == SealReason.REQUEST) {
        metadata = current();
        logs.recover(table, settings().pendingBytesMax());
      }
      List<CommittedSnapshot> committed = new ArrayList<>();
      for (LaneLog each : logs.all()) {
        seal(each, reason).ifPresent(committed::add);
      }
      stopped = null;
      retryAtNanos = Long.MIN_VALUE;
      retryAfter = RETRY_FIRST;
      return committed;
    } catch (RuntimeException e) {
      failed(e);
      throw e;
    } finally {
      sealing.unlock();
    }
  }

  private void failed(RuntimeException failure) {
    retryAtNanos = nowNanos() + retryAfter.toNanos();
    retryAfter =
        retryAfter.multipliedBy(2).compareTo(RETRY_LAST) > 0
            ? RETRY_LAST
            : retryAfter.multipliedBy(2);
    if (failure instanceof FirnException known && stopsLane(known)) {
      stop(known);
    }
  }

  private Optional<CommittedSnapshot> seal(LaneLog log, SealReason reason) {
    Optional<CommittedSnapshot> earlier = settleOpen(log);
    Optional<SealRange> range = log.log().cut();
    if (range.isEmpty()) {
      return earlier;
    }
    metadata = current();
    String commitId = parts.load().environment().ulids().get();
    LogPosition next = new LogPosition(log.log().epoch(), range.get().toOffset());
    try {
      // One that has lost its log is told before it looks for segments that another has removed.
      new LogProgress(log.id(), log.position(), next, Map.of()).requireExpected(metadata, table);
      SealClock clock = new SealClock(parts.load().environment().nanos());
      Append append = stage(log, range.get(), new Attempted(commitId, next, reason), clock);
      long committing = nowNanos();
      SettledCommit landed = parts.committers().apply(table).commit(append);
      parts.load().metrics().logSealed(table, clock.withCommit(nowNanos() - committing));
      committed(log, range.get(), next, landed);
      return Optional.of(CommittedSnapshot.from(table, landed));
    } catch (CommitUnknownException e) {
      log.leaveOpen(new OpenCommit(commitId, range.get(), next));
      throw e;
    } catch (RuntimeException | Error e) {
      leftovers.discard(commitId, e);
      throw e;
    }
  }

  /** What a seal is about to commit, and why. */
  private record Attempted(String commitId, LogPosition next, SealReason reason) {}

  private Append stage(LaneLog log, SealRange range, Attempted attempted, SealClock clock) {
    long startedAtMillis = parts.load().environment().clock().millis();
    SenderTally senders = new SenderTally();
    StagedFiles staged =
        seal.stage(
            table, metadata, attempted.commitId(), () -> log.log().read(range), senders, clock);
    LogPosition next = attempted.next();
    LogProgress progress =
        new LogProgress(log.id(), log.position(), next, senders.summary(log.id(), next.offset()));
    return new Append(
        attempted.commitId(),
        table,
        tableUuid,
        staged,
        "log " + log.id() + " (" + attempted.reason().name().toLowerCase(Locale.ROOT) + ")",
        startedAtMillis,
        Optional.of(progress));
  }

  /** A commit whose outcome was unknown is looked for before anything is tried again. */
  private Optional<CommittedSnapshot> settleOpen(LaneLog log) {
    if (log.open().isEmpty()) {
      return Optional.empty();
    }
    OpenCommit open = log.open().get();
    Optional<SettledCommit> landed = parts.load().registry().pointer().abort(open.commitId());
    if (landed.isPresent()) {
      committed(log, open.range(), open.next(), landed.get());
    } else {
      leftovers.discard(open.commitId(), new IllegalStateException("The commit did not land"));
    }
    log.settled();
    return landed.map(commit -> CommittedSnapshot.from(table, commit));
  }

  /** The rows are in the table, whatever goes wrong from here on. */
  private void committed(LaneLog log, SealRange range, LogPosition next, SettledCommit landed) {
    log.moveTo(next);
    try {
      refresh();
    } finally {
      // Position and offset move together, or the rows would be taken a second time.
      log.log().committed(range);
    }
    waiters.committed(log.id(), next.offset(), landed.snapshotId());
    if (range.bytes() > 0 && landed.bytes() > 0) {
      encodedShare = (encodedShare + (double) landed.bytes() / range.bytes()) / 2;
    }
    try {
      log.log().tidy(ArrowMapping.toArrow(metadata.schema()));
      logs.forgetExpired(log);
    } catch (FirnException e) {
      LOG.warn("Tidying the {} after a seal failed: {}", log.log().identity(), e.getMessage());
    }
  }

  /**
   * The table as it is now, under whatever name it has now.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND} if it was dropped
   */
  private TableMetadata current() {
    Optional<TableEntry> entry = parts.catalog().find(table);
    if (entry.isPresent()) {
      TableMetadata found = parts.catalog().readCurrent(entry.get());
      if (found.uuid().equals(tableUuid)) {
        return found;
      }
    }
    Optional<TableMetadata> renamed = findRenamed();
    if (renamed.isPresent()) {
      return renamed.get();
    }
    throw new FirnException(
        ErrorCode.TABLE_NOT_FOUND,
        "Table '"
            + table
            + "': expected to exist, found that it was dropped. Rows that were logged for it stay in"
            + " the log until 'firn log repair' is told to throw them away.");
  }

  private Optional<TableMetadata> findRenamed() {
    FirnException unreadable = null;
    for (TableEntry each : parts.catalog().list()) {
      try {
        TableMetadata found = parts.catalog().readCurrent(each);
        if (found.uuid().equals(tableUuid)) {
          table = each.name();
          return Optional.of(found);
        }
      } catch (FirnException e) {
        unreadable = e;
      }
    }
    if (unreadable != null) {
      // That may be this one.
      throw unreadable;
    }
    return Optional.empty();
  }

  /** Failures that do not pass by themselves. */
  private static boolean stopsLane(FirnException failure) {
    return switch (failure.code()) {
      case CORRUPT,
          FENCED,
          TABLE_NOT_FOUND,
          SCHEMA_MISMATCH,
          DATA_REFUSED,
          UNSUPPORTED,
          CONFIGURATION ->
          true;
      case USAGE,
          SYNTAX,
          TABLE_EXISTS,
          SNAPSHOT_NOT_FOUND,
          INPUT_UNREADABLE,
          BUSY,
          CONFLICT,
          COMMIT_UNKNOWN,
          MEMORY,
          STORAGE,
          CANCELLED,
          QUERY,
          INTERNAL ->
          false;
    };
  }

  private synchronized void stop(FirnException reason) {
    if (stopped == null) {
      LOG.warn("Table {} takes no rows any more: {}", table, reason.getMessage());
    }
    stopped = reason;
    waiters.fail(reason);
  }

  private LaneSettings settings() {
    return LaneSettings.of(metadata.properties(), parts.load().fileBytesMaxDefault());
  }

  private long nowNanos() {
    return parts.load().environment().nanos().getAsLong();
  }

  /** Gives its logs back; pending rows stay in them. */
  @Override
  public void close() {
    sealing.lock();
    try {
      logs.close();
      waiters.fail(
          new FirnException(
              ErrorCode.CANCELLED,
              "Table '"
                  + table
                  + "': the engine was closed before the rows were committed. They are in the log,"
                  + " and the next process commits them."));
    } finally {
      sealing.unlock();
    }
  }
}
