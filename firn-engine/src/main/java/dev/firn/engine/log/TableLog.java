package dev.firn.engine.log;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.LogScan.ScannedSegment;
import dev.firn.engine.log.SegmentWriter.Closed;
import dev.firn.engine.storage.StorageLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in front of a table, owned by this process. Batches of many senders go to disk together, by
 * one gathering write and one sync; then each sender has its answer.
 *
 * <p>Limits: bytes that wait on disk and bytes that wait to be written, by {@link ByteLimit}.
 *
 * <p>Threads: safe; one thread of its own writes.
 *
 * <p>Failures: a batch that could not be made durable fails with the reason and is not in the log;
 * what was answered stays. See {@link SegmentWriter} for condemned segments.
 */
public final class TableLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLog.class);

  private final LogParts parts;
  private final LogIdentity identity;
  private final StorageLock lock;
  private final long epoch;
  private final SegmentWriter segments;
  private final ByteLimit.Share pendingShare;
  private final EntryQueue queue;
  private final ReentrantLock writing = new ReentrantLock();
  private final PendingRows pending = new PendingRows();
  private final List<String> expiredProducers = new ArrayList<>();
  private final Thread writer;
  private ProducerStates producers;
  private long committedOffset;

  private TableLog(LogParts parts, LogIdentity identity, StorageLock lock, Start start) {
    this.parts = parts;
    this.identity = identity;
    this.lock = lock;
    this.epoch = start.epoch();
    this.segments =
        new SegmentWriter(
            parts.storage(),
            parts.environment().clock(),
            identity,
            start.epoch(),
            start.closed(),
            start.last(),
            start.endOffset());
    this.producers = start.producers();
    this.committedOffset = start.committedOffset();
    this.pendingShare =
        parts.pendingBytes().share("'" + identity.table() + "'", start.pendingBytesMax());
    this.queue =
        new EntryQueue(
            pendingShare,
            parts
                .queuedBytes()
                .share("'" + identity.table() + "'", parts.queuedBytes().bytesMax()));
    this.writer = Thread.ofVirtual().name("firn-log-" + identity.logId()).unstarted(this::run);
  }

  private record Start(
      long epoch,
      List<Closed> closed,
      SegmentFile last,
      long endOffset,
      ProducerStates producers,
      long committedOffset,
      long pendingBytesMax) {}

  /**
   * A new log without rows.
   *
   * @param lock on the log's folder; closed with the log
   * @param pendingBytesMax what this log may hold on disk
   */
  public static TableLog create(
      LogParts parts, LogIdentity identity, StorageLock lock, long pendingBytesMax) {
    SegmentFile none = new SegmentFile(identity.folder(), 0, 0, 0);
    TableLog log =
        new TableLog(
            parts,
            identity,
            lock,
            new Start(1, List.of(), none, 0, ProducerStates.none(), 0, pendingBytesMax));
    log.writer.start();
    return log;
  }

  /**
   * A log that another process left, with all its pending rows. Segments below the committed offset
   * are removed, a torn tail is cut.
   *
   * @param scan of its folder, made with the lock in hand; without damage
   * @param epoch the one that the table's property says now
   * @param committedOffset the one that it says
   */
  public static TableLog resume(
      LogParts parts,
      LogIdentity identity,
      StorageLock lock,
      LogScan scan,
      long epoch,
      long committedOffset,
      long pendingBytesMax) {
    List<Closed> closed = new ArrayList<>();
    SegmentFile last = new SegmentFile(identity.folder(), 0, 0, 0);
    for (ScannedSegment segment : scan.segments()) {
      closed.add(new Closed(segment.file(), segment.endOffset()));
      last = segment.file();
    }
    if (!scan.segments().isEmpty()) {
      // Whole or torn: its last frames may have been written and never synced, and from here on
      // they count.
      scan.segments().getLast().cut(parts.storage());
    }
    SegmentFile.removeUnfinished(parts.storage(), identity.folder());
    long endOffset = Math.max(scan.endOffset(), committedOffset);
    TableLog log =
        new TableLog(
            parts,
            identity,
            lock,
            new Start(
                epoch,
                closed,
                last,
                endOffset,
                scan.producers(),
                committedOffset,
                pendingBytesMax));
    log.note(scan);
    try {
      log.segments.drop(committedOffset);
    } catch (FirnException e) {
      LOG.warn("Segments of the {} whose rows are committed stay: {}", identity, e.getMessage());
    }
    log.writer.start();
    return log;
  }

  /** Ages of rows of an earlier process are by the wall clock, which may have jumped since. */
  private void note(LogScan scan) {
    if (scan.pendingRows() == 0) {
      return;
    }
    long bytes = Math.max(0, scan.endOffset() - Math.max(committedOffset, scan.baseOffset()));
    long nowMillis = parts.environment().clock().millis();
    long oldest = Math.min(nowMillis, scan.oldestMillis().orElse(nowMillis));
    long ageNanos = Duration.ofMillis(nowMillis - oldest).toNanos();
    pending.add(
        scan.pendingRows(), bytes, parts.environment().nanos().getAsLong() - ageNanos, oldest);
    pendingShare.takeHeld(bytes);
  }

  public LogIdentity identity() {
    return identity;
  }

  /** How often it was taken over, from 1. */
  public long epoch() {
    return epoch;
  }

  /**
   * Appends a batch and takes it over.
   *
   * @param firstRow the number of its first row
   * @param patience how long to wait for room
   * @return where it is, once it is durable
   * @throws FirnException {@link ErrorCode#BUSY} if there is no room
   */
  public CompletableFuture<LoggedRows> append(
      Sender sender, ValidBatch batch, long firstRow, Duration patience) {
    LogEntry entry = prepare(sender, batch, firstRow);
    queue.put(entry, patience);
    return entry.answer();
  }

  private LogEntry prepare(Sender sender, ValidBatch batch, long firstRow) {
    try {
      RowSpan rows = RowSpan.of(firstRow, batch.rowCount());
      FrameBody body = FrameBody.of(batch.root(), parts.compression(), parts.allocator());
      return new LogEntry(sender, rows, batch, body);
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  /** Takes no batches, with this reason, until {@link #accept}; those that wait are written. */
  public void refuse(FirnException reason) {
    queue.refuse(reason);
  }

  /** Takes batches again after {@link #refuse}; a closed log does not. */
  public void accept() {
    queue.accept();
  }

  /** The highest row that was logged of a producer; 0 if none is known. */
  public long lastRow(String producer) {
    return locked(() -> producers.of(producer).lastRow());
  }

  /** The lowest row number from 1 that is not logged of a producer. */
  public long nextRow(String producer) {
    return locked(() -> producers.of(producer).nextRow());
  }

  /** Whether no batch is on its way to the disk. */
  public boolean isIdle() {
    return queue.isIdle();
  }

  /** How many producers it knows. */
  public int producerCount() {
    return locked(() -> producers.count());
  }

  /** Takes up all pending rows; what comes later is for the next seal. */
  public Optional<SealRange> cut() {
    writing.lock();
    try {
      pending.cut();
      if (pending.sealingRows() == 0) {
        return Optional.empty();
      }
      segments.finish();
      return Optional.of(
          new SealRange(
              committedOffset, segments.endOffset(), pending.sealingRows(), pending.bytes()));
    } finally {
      writing.unlock();
    }
  }

  /** Reads the frames of a range that was cut. */
  public LoggedFrames read(SealRange range) {
    return locked(
        () ->
            new LoggedFrames(
                parts.storage(),
                parts.allocator(),
                segments.closedBetween(range.fromOffset(), range.toOffset()),
                range));
  }

  /** The table says that a range is in it. Only says so here; {@link #tidy} frees the disk. */
  public void committed(SealRange range) {
    writing.lock();
    try {
      committedOffset = range.toOffset();
      pendingShare.release(pending.committed());
    } finally {
      writing.unlock();
    }
  }

  /**
   * Removes the segments whose rows are in the table. First a segment is begun, if none grows,
   * whose header remembers the producers.
   *
   * @param schema the table's, for a new segment
   */
  public void tidy(Schema schema) {
    writing.lock();
    try {
      if (!segments.hasActive()) {
        begin(schema);
      }
      segments.drop(committedOffset);
    } finally {
      writing.unlock();
    }
  }

  /** Begins a segment whose header remembers all that is known; segments that are done with go. */
  public void checkpoint(Schema schema) {
    writing.lock();
    try {
      begin(schema);
      segments.drop(committedOffset);
    } finally {
      writing.unlock();
    }
  }

  /** How urgently its rows should be committed; see {@link ByteLimit#pressure}. */
  public double pressure() {
    return pendingShare.pressure();
  }

  /** Producers that were forgotten since this was last asked. */
  public List<String> takeExpiredProducers() {
    writing.lock();
    try {
      // One that has sent again since is known again.
      List<String> taken =
          expiredProducers.stream().filter(each -> producers.of(each).spans().isEmpty()).toList();
      expiredProducers.clear();
      return taken;
    } finally {
      writing.unlock();
    }
  }

  /** What is not in the table yet. */
  public Pending pending() {
    return locked(() -> pending.state(segments.endOffset(), committedOffset));
  }

  private <T> T locked(Supplier<T> action) {
    writing.lock();
    try {
      return action.get();
    } finally {
      writing.unlock();
    }
  }

  /** Writes what waits, says that all of it is durable, and gives the log back. */
  @Override
  public void close() {
    if (stopTaking()) {
      try (lock) {
        finish();
      }
    }
  }

  /** The same, but the log stays this process's, by the lock that whoever calls closes. */
  public StorageLock closeKeepingLock() {
    if (!stopTaking()) {
      throw new IllegalStateException("The " + identity + " was closed before");
    }
    try {
      finish();
      return lock;
    } catch (RuntimeException | Error e) {
      try (lock) {
        throw e;
      }
    }
  }

  private boolean stopTaking() {
    return queue.close(
        new FirnException(
            ErrorCode.CANCELLED, "The " + identity + " was closed; the batch was not logged."));
  }

  private void finish() {
    joinWriter();
    writing.lock();
    try {
      try {
        segments.mark();
        segments.finish();
      } catch (FirnException e) {
        LOG.warn("Closing the {} failed, its rows stay: {}", identity, e.getMessage());
      }
      segments.close();
      pendingShare.release(pending.bytes());
    } finally {
      writing.unlock();
    }
  }

  private void joinWriter() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean open = true;
    while (open) {
      List<LogEntry> entries = new ArrayList<>();
      open = queue.take(entries);
      int done = 0;
      while (done < entries.size()) {
        done = writeSome(entries, done);
      }
    }
  }

  /** Writes the entries from a position on that share a schema; gives the position after them. */
  private int writeSome(List<LogEntry> entries, int from) {
    Schema schema = entries.get(from).batch().root().getSchema();
    int to = from + 1;
    while (to < entries.size() && entries.get(to).batch().root().getSchema().equals(schema)) {
      to++;
    }
    writeOrFail(schema, entries.subList(from, to));
    return to;
  }

  /** Whatever goes wrong, no sender waits for ever. */
  private void writeOrFail(Schema schema, List<LogEntry> entries) {
    try {
      write(schema, entries);
    } catch (RuntimeException | Error e) {
      LOG.error("Writing to the {} went wrong", identity, e);
      entries.forEach(each -> each.fail(e));
    } finally {
      entries.forEach(queue::done);
    }
  }

  private void write(Schema schema, List<LogEntry> entries) {
    writing.lock();
    try {
      long nowMillis = parts.environment().clock().millis();
      try (LogGroup group =
          new LogGroup(
              identity.logId(),
              producers,
              segments.endOffset(),
              parts.compression(),
              parts.allocator(),
              nowMillis)) {
        entries.forEach(each -> addOrRefuse(group, each));
        writeOrFail(schema, group, nowMillis);
      }
    } finally {
      writing.unlock();
    }
  }

  private static void addOrRefuse(LogGroup group, LogEntry entry) {
    try {
      group.add(entry);
    } catch (RuntimeException | Error e) {
      entry.fail(e);
    }
  }

  private void writeOrFail(Schema schema, LogGroup group, long nowMillis) {
    try {
      if (!group.isEmpty()) {
        write(schema, group, nowMillis);
      }
      group.succeed();
    } catch (RuntimeException | Error e) {
      group.fail(e);
    }
  }

  private void write(Schema schema, LogGroup group, long nowMillis) {
    if (!segments.takes(schema)) {
      expire(group);
      segments.begin(schema, producers, committedOffset);
    }
    long before = parts.environment().nanos().getAsLong();
    segments.append(group.frames(), group.endOffset());
    long after = parts.environment().nanos().getAsLong();
    producers = group.producers();
    pending.add(group.newRows(), group.frameBytes(), before, nowMillis);
    pendingShare.takeHeld(group.frameBytes());
    parts.metrics().logWritten(identity.table(), group.newRows(), group.frameBytes());
    parts.metrics().logSynced(group.entryCount(), after - before);
  }

  private void begin(Schema schema) {
    expiredProducers.addAll(producers.expire(parts.environment().clock().millis(), Set.of()));
    segments.begin(schema, producers, committedOffset);
  }

  /** Those that send in this group are not silent. */
  private void expire(LogGroup group) {
    List<String> gone = producers.expire(parts.environment().clock().millis(), group.senderNames());
    gone.forEach(group.producers()::forget);
    expiredProducers.addAll(gone);
  }
}
