package dev.firn.engine.log;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.LogScan.ScannedSegment;
import dev.firn.engine.log.SegmentWriter.Closed;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
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

  /** What is written at once. More would only make the first of them wait. */
  private static final long GROUP_BYTES_MAX = 32 << 20;

  private static final int GROUP_ENTRIES_MAX = 1_024;

  private final Parts parts;
  private final LogIdentity identity;
  private final StorageLock lock;
  private final long epoch;
  private final SegmentWriter segments;
  private final ByteLimit.Share pendingShare;
  private final ByteLimit.Share queueShare;
  private final BlockingQueue<Optional<LogEntry>> queue = new LinkedBlockingQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final PendingRows pending = new PendingRows();
  private final List<String> expiredProducers = new ArrayList<>();
  private final Thread writer;
  private ProducerStates producers;
  private long committedOffset;
  private @Nullable FirnException refusal;
  private boolean closed;

  /**
   * What logs work with.
   *
   * @param pendingBytes what all logs may hold on disk
   * @param queuedBytes what may wait in memory to be written
   * @param metrics is told what happens
   */
  public record Parts(
      Storage storage,
      Environment environment,
      BufferAllocator allocator,
      FrameCompression compression,
      ByteLimit pendingBytes,
      ByteLimit queuedBytes,
      EngineMetrics metrics) {}

  private TableLog(Parts parts, LogIdentity identity, StorageLock lock, Start start) {
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
    this.queueShare =
        parts.queuedBytes().share("'" + identity.table() + "'", parts.queuedBytes().bytesMax());
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
      Parts parts, LogIdentity identity, StorageLock lock, long pendingBytesMax) {
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
      Parts parts,
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
      cut(parts.storage(), scan.segments().getLast());
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

  private static void cut(Storage storage, ScannedSegment segment) {
    Optional<SegmentReader> reader = SegmentReader.open(storage, segment.file());
    if (reader.isPresent()) {
      long place;
      try (SegmentReader opened = reader.get()) {
        place = opened.placeOf(segment.endOffset());
      }
      storage.truncate(segment.file().location(), place);
    }
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
    long bytes = entry.body().storedBytes();
    boolean queued = false;
    try {
      pendingShare.take(bytes, patience);
      try {
        queueShare.take(bytes, patience);
      } catch (RuntimeException | Error e) {
        pendingShare.release(bytes);
        throw e;
      }
      queued = offer(entry, bytes);
      return entry.answer();
    } finally {
      if (!queued) {
        entry.release();
      }
    }
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

  private boolean offer(LogEntry entry, long bytes) {
    FirnException reason;
    synchronized (queue) {
      reason = refusal;
      if (reason == null) {
        queue.add(Optional.of(entry));
        return true;
      }
    }
    pendingShare.release(bytes);
    queueShare.release(bytes);
    throw reason.reworded(reason.code(), String.valueOf(reason.getMessage()));
  }

  /** Takes no batches, with this reason, until {@link #accept}; those that wait are written. */
  public void refuse(FirnException reason) {
    synchronized (queue) {
      refusal = reason;
    }
  }

  /** Takes batches again after {@link #refuse}; a closed log does not. */
  public void accept() {
    synchronized (queue) {
      if (!closed) {
        refusal = null;
      }
    }
  }

  /** The highest row that was logged of a producer; 0 if none is known. */
  public long lastRow(String producer) {
    writing.lock();
    try {
      return producers.of(producer).lastRow();
    } finally {
      writing.unlock();
    }
  }

  /** The lowest row number from 1 that is not logged of a producer. */
  public long nextRow(String producer) {
    writing.lock();
    try {
      return producers.of(producer).nextRow();
    } finally {
      writing.unlock();
    }
  }

  /** Whether anything is known of a producer. */
  public boolean knows(String producer) {
    writing.lock();
    try {
      return !producers.of(producer).spans().isEmpty();
    } finally {
      writing.unlock();
    }
  }

  /** Whether no batch is on its way to the disk. */
  public boolean isIdle() {
    return queueShare.heldBytes() == 0;
  }

  /** How many producers it knows. */
  public int producerCount() {
    writing.lock();
    try {
      return producers.count();
    } finally {
      writing.unlock();
    }
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
    writing.lock();
    try {
      return new LoggedFrames(
          parts.storage(),
          parts.allocator(),
          segments.closedBetween(range.fromOffset(), range.toOffset()),
          range);
    } finally {
      writing.unlock();
    }
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
    writing.lock();
    try {
      return new Pending(
          pending.rows(),
          pending.bytes(),
          pending.rows() == 0 ? OptionalLong.empty() : OptionalLong.of(pending.oldestNanos()),
          pending.rows() == 0 ? OptionalLong.empty() : OptionalLong.of(pending.oldestMillis()),
          segments.endOffset(),
          committedOffset);
    } finally {
      writing.unlock();
    }
  }

  /**
   * What is not in the table yet.
   *
   * @param oldestNanos when the oldest row came, by the clock that never jumps
   * @param oldestMillis the same by the wall clock
   * @param endOffset where the log ends
   */
  public record Pending(
      long rows,
      long bytes,
      OptionalLong oldestNanos,
      OptionalLong oldestMillis,
      long endOffset,
      long committedOffset) {}

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
    synchronized (queue) {
      boolean wasOpen = !closed;
      if (wasOpen) {
        closed = true;
        refusal =
            new FirnException(
                ErrorCode.CANCELLED, "The " + identity + " was closed; the batch was not logged.");
        queue.add(Optional.empty());
      }
      return wasOpen;
    }
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
      pendingShare.release(pendingShare.heldBytes());
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
      open = take(entries);
      int done = 0;
      while (done < entries.size()) {
        done = writeOrFail(entries, done);
      }
    }
  }

  /** Whatever goes wrong, no sender waits for ever. */
  private int writeOrFail(List<LogEntry> entries, int from) {
    try {
      return writeSome(entries, from);
    } catch (RuntimeException | Error e) {
      LOG.error("Writing to the {} went wrong", identity, e);
      entries.subList(from, entries.size()).forEach(each -> each.answer().completeExceptionally(e));
      return entries.size();
    }
  }

  /** Waits for an entry and takes those that wait behind it; false if the log is being closed. */
  private boolean take(List<LogEntry> entries) {
    long bytes = 0;
    while (entries.size() < GROUP_ENTRIES_MAX && bytes < GROUP_BYTES_MAX) {
      Optional<LogEntry> next = entries.isEmpty() ? takeFirst() : queue.poll();
      if (next == null) {
        return true;
      }
      if (next.isEmpty()) {
        return false;
      }
      entries.add(next.get());
      bytes += next.get().body().storedBytes();
    }
    return true;
  }

  private Optional<LogEntry> takeFirst() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        LOG.debug("The log's thread goes on: rows wait");
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
    List<LogEntry> some = entries.subList(from, to);
    long bytes = some.stream().mapToLong(entry -> entry.body().storedBytes()).sum();
    try (LogGroup _ = write(schema, some)) {
      queueShare.release(bytes);
      // What was set aside for rows that were there already, or for less than their frames take.
      pendingShare.release(bytes);
    }
    return to;
  }

  private LogGroup write(Schema schema, List<LogEntry> entries) {
    writing.lock();
    try {
      long nowMillis = parts.environment().clock().millis();
      LogGroup group =
          new LogGroup(
              identity.logId(),
              producers,
              segments.endOffset(),
              parts.compression(),
              parts.allocator(),
              nowMillis);
      for (LogEntry entry : entries) {
        addOrRefuse(group, entry);
      }
      try {
        if (!group.isEmpty()) {
          write(schema, group, nowMillis);
        }
        group.succeed();
      } catch (RuntimeException | Error e) {
        group.fail(e);
      }
      return group;
    } finally {
      writing.unlock();
    }
  }

  private void addOrRefuse(LogGroup group, LogEntry entry) {
    try {
      group.add(entry);
    } catch (RuntimeException | Error e) {
      entry.answer().completeExceptionally(e);
      entry.release();
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
