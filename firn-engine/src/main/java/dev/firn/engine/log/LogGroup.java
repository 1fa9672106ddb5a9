package dev.firn.engine.log;

import dev.firn.engine.batch.RootSlices;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.log.Sender.Order;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Batches that are made durable by one sync: what of each is new, and its frames.
 *
 * <p>The producers' numbers are noted as soon as a frame is in the group, so that a duplicate in
 * the same group waits for the same sync; if the sync fails the whole copy is thrown away.
 *
 * <p>Threads: one.
 */
final class LogGroup implements AutoCloseable {
  private final String logId;
  private final long fromOffset;
  private final FrameCompression compression;
  private final BufferAllocator allocator;
  private final ProducerStates producers;
  private final long nowMillis;
  private final List<ByteBuffer> frames = new ArrayList<>();
  private final List<FrameBody> trimmed = new ArrayList<>();
  private final List<Answered> answers = new ArrayList<>();
  private long endOffset;
  private long newRows;

  private record Answered(LogEntry entry, LoggedRows rows) {}

  /**
   * An empty group.
   *
   * @param producers what is logged so far; copied
   * @param offset where its first frame begins: everything below is durable
   */
  LogGroup(
      String logId,
      ProducerStates producers,
      long offset,
      FrameCompression compression,
      BufferAllocator allocator,
      long nowMillis) {
    this.logId = logId;
    this.producers = producers.copy();
    this.fromOffset = offset;
    this.endOffset = offset;
    this.compression = compression;
    this.allocator = allocator;
    this.nowMillis = nowMillis;
  }

  /**
   * Adds what of a batch is not in the log.
   *
   * @throws FirnException {@link ErrorCode#CONFLICT} if rows before it are missing and the sender
   *     asked for order; the group is as before
   */
  void add(LogEntry entry) {
    Sender sender = entry.sender();
    RowSpan rows = entry.rows();
    ProducerState state = producers.of(sender.producer());
    List<RowSpan> missing = sender.isAnonymous() ? List.of(rows) : state.missingOf(rows);
    requireOrder(entry, state);
    // All bodies before the first frame: a batch that fails here leaves nothing behind.
    List<FrameBody> bodies = new ArrayList<>();
    for (RowSpan span : missing) {
      bodies.add(span.equals(rows) ? entry.body() : trim(entry, span));
    }
    long added = 0;
    for (int i = 0; i < bodies.size(); i++) {
      put(sender, missing.get(i), bodies.get(i), bodies.size() - 1 - i);
      added += missing.get(i).rowCount();
    }
    newRows += added;
    long offset = added > 0 ? endOffset : state.offsetOf(rows);
    answers.add(new Answered(entry, new LoggedRows(logId, rows, added, offset)));
  }

  private static void requireOrder(LogEntry entry, ProducerState state) {
    RowSpan rows = entry.rows();
    if (entry.sender().order() == Order.GAPS_REFUSED && !state.isNext(rows.first())) {
      throw new FirnException(
          ErrorCode.CONFLICT,
          "Producer '"
              + entry.sender().producer()
              + "': expected row "
              + (state.lastRow() + 1)
              + " next, found row "
              + rows.first()
              + ". The rows between were not sent, or were refused; send them first.");
    }
    if (!entry.sender().isAnonymous() && !state.hasRoomFor(rows)) {
      throw new FirnException(
          ErrorCode.CONFLICT,
          "Producer '"
              + entry.sender().producer()
              + "': expected at most "
              + ProducerState.GAPS_MAX
              + " gaps in its row numbers, found one more before row "
              + rows.first()
              + ". Send the missing rows, or number them without gaps under another name.");
    }
  }

  List<ByteBuffer> frames() {
    return frames;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  long endOffset() {
    return endOffset;
  }

  long frameBytes() {
    return endOffset - fromOffset;
  }

  long newRows() {
    return newRows;
  }

  /** The producers as they are once the group is durable. */
  ProducerStates producers() {
    return producers;
  }

  /** Who has sent in this group. */
  Set<String> senderNames() {
    return answers.stream()
        .map(each -> each.entry().sender().producer())
        .collect(Collectors.toSet());
  }

  int entryCount() {
    return answers.size();
  }

  /** Notes for all senders that their rows are durable. */
  void succeed() {
    for (Answered each : answers) {
      each.entry().succeed(each.rows());
    }
  }

  /** Notes for all senders whose rows are not durable. */
  void fail(Throwable cause) {
    for (Answered each : answers) {
      if (each.rows().newRows() == 0 && each.rows().offset() <= fromOffset) {
        each.entry().succeed(each.rows());
      } else {
        each.entry().fail(cause);
      }
    }
  }

  @Override
  public void close() {
    trimmed.forEach(FrameBody::close);
  }

  private void put(Sender sender, RowSpan rows, FrameBody body, int framesLeft) {
    FrameHeader header =
        new FrameHeader(
            Kind.ROWS,
            body.stored(),
            endOffset,
            fromOffset,
            body.storedBytes(),
            body.crc(),
            body.plainBytes(),
            framesLeft,
            rows,
            nowMillis,
            sender.producer());
    frames.add(header.toBytes());
    body.buffers().forEach(buffer -> frames.add(buffer.duplicate()));
    endOffset = header.endOffset();
    producers.add(sender.producer(), rows, endOffset, nowMillis);
  }

  private FrameBody trim(LogEntry entry, RowSpan span) {
    VectorSchemaRoot root = entry.batch().root();
    int position = (int) (span.first() - entry.rows().first());
    try (VectorSchemaRoot part = RootSlices.slice(root, position, span.rowCount())) {
      FrameBody body = FrameBody.of(part, compression, allocator);
      trimmed.add(body);
      return body;
    }
  }
}
