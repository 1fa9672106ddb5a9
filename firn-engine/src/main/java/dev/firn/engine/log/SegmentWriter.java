package dev.firn.engine.log;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.log.FrameHeader.Stored;
import dev.firn.engine.storage.AppendFile;
import dev.firn.engine.storage.Storage;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of an open log: one that grows, and those before it that still hold pending rows.
 *
 * <p>Threads: guarded by its log.
 *
 * <p>Failures: a failed write or sync condemns the segment: it is never written again, what lies in
 * it above the last sync does not count, and the next segment begins at the last sync.
 */
final class SegmentWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

  /**
   * Where the next segment begins. Small enough that disk space comes back soon, large enough that
   * its two syncs are nothing beside those of its frames.
   */
  static final long SEGMENT_BYTES = 64 << 20;

  /**
   * So much space is written with zeros ahead of groups that are smaller: a sync that need not grow
   * the file takes half as long. Larger groups grow it themselves.
   */
  static final long AHEAD_BYTES = 256 << 10;

  private final Storage storage;
  private final Clock clock;
  private final LogIdentity log;
  private final long epoch;
  private final List<Closed> closed = new ArrayList<>();
  private final List<SegmentFile> abandoned = new ArrayList<>();
  private @Nullable Active active;
  private SegmentFile last;
  private long endOffset;

  /** Where the space ends that the growing segment's file has. */
  private long roomEnd;

  /** A segment that does not grow any more. */
  record Closed(SegmentFile file, long endOffset) {}

  private record Active(SegmentFile file, AppendFile bytes, Schema schema, int headerBytes) {
    long frameBytes() {
      return bytes.writtenBytes() - headerBytes;
    }
  }

  /**
   * @param last the last segment there is; number 0 if there is none
   * @param endOffset where the log ends
   */
  SegmentWriter(
      Storage storage,
      Clock clock,
      LogIdentity log,
      long epoch,
      List<Closed> before,
      SegmentFile last,
      long endOffset) {
    this.storage = storage;
    this.clock = clock;
    this.log = log;
    this.epoch = epoch;
    this.closed.addAll(before);
    this.last = last;
    this.endOffset = endOffset;
  }

  /** Where the next frame begins; everything below is durable. */
  long endOffset() {
    return endOffset;
  }

  /** Whether frames of a schema can go into the segment that grows. */
  boolean takes(Schema schema) {
    Active current = active;
    return current != null
        && current.schema().equals(schema)
        && current.frameBytes() < SEGMENT_BYTES;
  }

  /**
   * Begins a segment; the one before is closed.
   *
   * @param producers what was logged so far, for its header
   */
  void begin(Schema schema, ProducerStates producers, long committedOffset) {
    finish();
    SegmentFile file = last.next(endOffset);
    // Even if this fails the name may be on the disk: the next try takes another.
    last = file;
    SegmentHeader header =
        new SegmentHeader(
            log.tableUuid(),
            log.logId(),
            epoch,
            endOffset,
            committedOffset,
            clock.millis(),
            schema,
            producers);
    ByteBuffer bytes = header.toBytes();
    int headerBytes = bytes.remaining();
    AppendFile opened = create(file);
    try {
      opened.write(List.of(bytes));
      roomEnd = headerBytes + AHEAD_BYTES;
      opened.preallocate(roomEnd);
      opened.publish();
      storage.syncFolder(log.folder());
      active = new Active(file, opened, schema, headerBytes);
      abandoned.remove(file);
    } catch (RuntimeException | Error e) {
      closeQuietly(opened);
      throw e;
    }
  }

  /**
   * One that failed may be there all the same, and must go before the next one of its base does.
   */
  private AppendFile create(SegmentFile file) {
    abandoned.add(file);
    return storage.createAppendFile(file.location());
  }

  /**
   * Appends frames and makes them durable.
   *
   * @param endsAt where in the log the last of them ends
   */
  void append(List<ByteBuffer> frames, long endsAt) {
    Active current = active;
    if (current == null) {
      throw new IllegalStateException("Frames need a segment");
    }
    try {
      makeRoom(current.bytes(), frames.stream().mapToLong(ByteBuffer::remaining).sum());
      current.bytes().write(frames);
      current.bytes().sync();
      endOffset = endsAt;
    } catch (RuntimeException | Error e) {
      condemn(current);
      throw e;
    }
  }

  private void makeRoom(AppendFile file, long bytes) {
    long end = file.writtenBytes() + bytes;
    if (end <= roomEnd) {
      return;
    }
    roomEnd = end;
    if (bytes < AHEAD_BYTES) {
      roomEnd += AHEAD_BYTES;
      file.preallocate(roomEnd);
    }
  }

  /** Closes the segment that grows, at its exact length; there is none then. */
  void finish() {
    Active current = active;
    if (current == null) {
      return;
    }
    active = null;
    closed.add(new Closed(current.file(), endOffset));
    try {
      current.bytes().truncate(current.bytes().writtenBytes());
    } catch (FirnException e) {
      // Its frames are durable; the zeros behind them end at the next segment's base.
      LOG.warn("Cutting a finished segment of {} failed: {}", log, e.getMessage());
    }
    closeQuietly(current.bytes());
  }

  /** Says that all before it is durable, so that damage there is not taken for a torn tail. */
  void mark() {
    Active current = active;
    if (current == null || current.frameBytes() == 0) {
      return;
    }
    FrameHeader mark =
        new FrameHeader(
            Kind.MARK,
            Stored.PLAIN,
            endOffset,
            endOffset,
            0,
            0,
            0,
            0,
            RowSpan.NONE,
            clock.millis(),
            "");
    append(List.of(mark.toBytes()), mark.endOffset());
  }

  /** The segments that hold frames between two offsets, in order; none of them grows. */
  List<Closed> closedBetween(long fromOffset, long toOffset) {
    return closed.stream()
        .filter(each -> each.endOffset() > fromOffset && each.file().baseOffset() < toOffset)
        .toList();
  }

  /** Whether there is a segment that grows, whose header says what producers have logged. */
  boolean hasActive() {
    return active != null;
  }

  /** The schema of the newest segment that this process wrote. */
  Optional<Schema> schema() {
    return Optional.ofNullable(active).map(Active::schema);
  }

  /**
   * Removes the segments that end at or below an offset. The newest stays if none grows: it is the
   * one that remembers the producers.
   */
  void drop(long offset) {
    for (SegmentFile each : List.copyOf(abandoned)) {
      storage.delete(each.location());
      abandoned.remove(each);
    }
    List<Closed> old =
        active == null && !closed.isEmpty() ? closed.subList(0, closed.size() - 1) : closed;
    List<Closed> gone = old.stream().filter(each -> each.endOffset() <= offset).toList();
    for (Closed each : gone) {
      for (int repair = 0; repair <= each.file().repair(); repair++) {
        SegmentFile file = each.file();
        storage.delete(
            new SegmentFile(file.folder(), file.number(), file.baseOffset(), repair).location());
      }
      closed.remove(each);
    }
  }

  void close() {
    Active current = active;
    active = null;
    if (current != null) {
      closeQuietly(current.bytes());
    }
  }

  private void condemn(Active current) {
    active = null;
    closed.add(new Closed(current.file(), endOffset));
    try {
      // What was written above the last sync was not acknowledged, so it must not come back.
      current.bytes().truncate(current.headerBytes() + endOffset - current.file().baseOffset());
    } catch (FirnException e) {
      LOG.warn("A condemned segment of {} keeps its tail: {}", log, e.getMessage());
    }
    closeQuietly(current.bytes());
  }

  private static void closeQuietly(AppendFile file) {
    try {
      file.close();
    } catch (FirnException e) {
      LOG.debug("Closing a segment failed: {}", e.getMessage());
    }
  }
}
