package dev.firn.engine.log;

import dev.firn.engine.log.Damage.Lost;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.storage.FileAbsentException;
import dev.firn.engine.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a log's segments from end to end: what is there, where it ends, and what is damaged.
 *
 * <p>A frame that is not whole is a <em>torn tail</em> if nothing says that it was ever durable:
 * everything from there on was never acknowledged and is left out. It is <em>damage</em> if a later
 * frame or segment was only written after it had been synced; that is never passed over in silence.
 *
 * <p>Threads: one.
 */
public final class LogScan {
  private final Storage storage;
  private final LogIdentity log;
  private final Depth depth;
  private final long committedOffset;
  private final List<ScannedSegment> segments = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private final List<FrameHeader> holes = new ArrayList<>();
  private ProducerStates producers = ProducerStates.none();
  private long knownCommittedOffset;
  private long epoch;
  private long endOffset;
  private long pendingRows;
  private long oldestMillis = Long.MAX_VALUE;

  /** What is looked at. */
  public enum Depth {
    /** Headers, and the bodies of those frames that nothing says were durable. */
    TAIL,
    /** Every byte. */
    FULL
  }

  /**
   * A segment and where its frames end.
   *
   * @param isTorn whether something follows that is no frame
   */
  record ScannedSegment(SegmentFile file, long endOffset, boolean isTorn) {
    /** Cuts off what follows its frames, or what of them was never synced. */
    void cut(Storage storage) {
      Optional<SegmentReader> reader = SegmentReader.open(storage, file);
      if (reader.isPresent()) {
        long place;
        try (SegmentReader opened = reader.get()) {
          place = opened.placeOf(endOffset);
        }
        storage.truncate(file.location(), place);
      }
    }
  }

  private LogScan(Storage storage, LogIdentity log, long committedOffset, Depth depth) {
    this.storage = storage;
    this.log = log;
    this.committedOffset = committedOffset;
    this.depth = depth;
  }

  /**
   * Scans a log.
   *
   * @param committedOffset what its table says is committed; rows above it are pending
   */
  public static LogScan of(Storage storage, LogIdentity log, long committedOffset, Depth depth) {
    LogScan scan = new LogScan(storage, log, committedOffset, depth);
    scan.run();
    return scan;
  }

  List<ScannedSegment> segments() {
    return segments;
  }

  public List<Damage> damages() {
    return damages;
  }

  /** What producers have logged, as far as the log knows. */
  ProducerStates producers() {
    return producers;
  }

  /** How many producers it knows. */
  public int producerCount() {
    return producers.count();
  }

  /** Where the log begins: everything below was dropped. */
  public long baseOffset() {
    return segments.isEmpty() ? 0 : segments.getFirst().file().baseOffset();
  }

  /** Where it ends: the next frame's place. */
  public long endOffset() {
    return endOffset;
  }

  /** What the newest segment knew to be committed. */
  public long knownCommittedOffset() {
    return knownCommittedOffset;
  }

  /** The newest segment's epoch; 0 if there is none. */
  public long epoch() {
    return epoch;
  }

  public long pendingRows() {
    return pendingRows;
  }

  /** When the oldest pending row was logged; empty if none is pending. */
  public OptionalLong oldestMillis() {
    return oldestMillis == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldestMillis);
  }

  private void run() {
    List<SegmentFile> files = SegmentFile.list(storage, log.folder());
    for (int i = 0; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      boolean isLast = i == files.size() - 1;
      long limit = isLast ? Long.MAX_VALUE : files.get(i + 1).baseOffset();
      Optional<SegmentReader> opened;
      try {
        opened = SegmentReader.open(storage, file);
      } catch (FileAbsentException e) {
        // Its owner lives, and dropped it between the two looks: its rows are committed.
        continue;
      }
      if (opened.isEmpty()) {
        damages.add(
            Damage.ofUnreadable(
                file.location(),
                file.baseOffset(),
                isLast ? file.baseOffset() : limit,
                "the segment's header is damaged"));
        endOffset = isLast ? file.baseOffset() : limit;
        segments.add(new ScannedSegment(file, endOffset, false));
        continue;
      }
      try (SegmentReader reader = opened.get()) {
        producers = producersOf(reader.header());
        knownCommittedOffset = reader.header().committedOffset();
        epoch = reader.header().epoch();
        walk(reader, limit);
      }
    }
  }

  private void walk(SegmentReader reader, long limit) {
    long at = reader.header().baseOffset();
    long synced = at;
    boolean isTorn = false;
    while (at < limit) {
      Optional<FrameHeader> frame = reader.frameAt(at).filter(each -> each.endOffset() <= limit);
      if (frame.isPresent()) {
        synced = Math.max(synced, frame.get().syncedOffset());
        visit(frame.get());
        at = frame.get().endOffset();
        continue;
      }
      if (limit == Long.MAX_VALUE && !isWitnessed(reader, at)) {
        isTorn = reader.fileEndOffset() > at;
        break;
      }
      long next = reader.nextFrameAfter(at, limit).orElse(limit);
      damages.add(
          Damage.ofUnreadable(reader.file().location(), at, next, "no frame begins where one did"));
      at = next;
    }
    endOffset = at;
    if (limit == Long.MAX_VALUE) {
      isTorn |= cutUnwitnessed(reader, synced);
    }
    if (depth == Depth.FULL) {
      checkBodies(reader);
    }
    segments.add(new ScannedSegment(reader.file(), endOffset, isTorn));
  }

  /** Whether a frame behind an offset was written when all before it was durable. */
  private static boolean isWitnessed(SegmentReader reader, long offset) {
    OptionalLong at = reader.nextFrameAfter(offset, Long.MAX_VALUE);
    while (at.isPresent()) {
      Optional<FrameHeader> frame = reader.frameAt(at.getAsLong());
      if (frame.isPresent() && frame.get().syncedOffset() > offset) {
        return true;
      }
      long from = frame.map(FrameHeader::endOffset).orElse(at.getAsLong()) - 8;
      at = reader.nextFrameAfter(from, Long.MAX_VALUE);
    }
    return false;
  }

  /**
   * Looks at the bodies of the last frames: if one is not whole, nothing says that it or any later
   * one was ever acknowledged. Of a batch of several frames all must be there.
   */
  private boolean cutUnwitnessed(SegmentReader reader, long syncedOffset) {
    long at = syncedOffset;
    long wholeBatches = syncedOffset;
    while (at < endOffset) {
      Optional<FrameHeader> frame = reader.frameAt(at);
      if (frame.isEmpty() || !reader.isBodyWhole(frame.get())) {
        break;
      }
      at = frame.get().endOffset();
      if (frame.get().framesLeft() == 0) {
        wholeBatches = at;
      }
    }
    if (wholeBatches < endOffset) {
      rewind(reader, wholeBatches);
      return true;
    }
    return false;
  }

  /** What is left of the segment after its torn tail was cut must be whole. */
  private void checkBodies(SegmentReader reader) {
    long at = reader.header().baseOffset();
    while (at < endOffset) {
      Optional<FrameHeader> frame = reader.frameAt(at);
      if (frame.isPresent() && !reader.isBodyWhole(frame.get())) {
        damages.add(damagedBody(reader, frame.get()));
      }
      at =
          frame
              .map(FrameHeader::endOffset)
              .orElse(reader.nextFrameAfter(at, endOffset).orElse(endOffset));
    }
  }

  /** Counts this segment's frames again, those below an offset only. */
  private void rewind(SegmentReader reader, long end) {
    producers = producersOf(reader.header());
    long from = reader.header().baseOffset();
    for (long at = from; at < endOffset; ) {
      FrameHeader frame = reader.frameAt(at).orElse(null);
      if (frame == null) {
        break;
      }
      if (at < end) {
        note(frame);
      } else if (isPending(frame)) {
        pendingRows -= frame.rows().rowCount();
      }
      at = frame.endOffset();
    }
    endOffset = end;
    if (pendingRows == 0) {
      oldestMillis = Long.MAX_VALUE;
    }
  }

  private void visit(FrameHeader frame) {
    note(frame);
    if (isPending(frame)) {
      pendingRows += frame.rows().rowCount();
      oldestMillis = Math.min(oldestMillis, frame.loggedAtMillis());
    }
  }

  private void note(FrameHeader frame) {
    switch (frame.kind()) {
      case ROWS ->
          producers.add(frame.producer(), frame.rows(), frame.endOffset(), frame.loggedAtMillis());
      case HOLE -> {
        holes.add(frame);
        producers.remove(frame.producer(), frame.rows());
      }
      case MARK -> {
        // It brings nothing.
      }
    }
  }

  /** A header that is older than a repair knows rows that are in its holes. */
  private ProducerStates producersOf(SegmentHeader header) {
    ProducerStates known = header.producers().copy();
    holes.stream()
        .filter(hole -> header.epoch() < hole.repairEpoch())
        .forEach(hole -> known.remove(hole.producer(), hole.rows()));
    return known;
  }

  private boolean isPending(FrameHeader frame) {
    return frame.kind() == Kind.ROWS && frame.endOffset() > committedOffset;
  }

  private Damage damagedBody(SegmentReader reader, FrameHeader frame) {
    String what = "other bytes than were written";
    RowSpan rows = frame.rows();
    if (rows.rowCount() > 0) {
      String producer = frame.producer().isEmpty() ? "" : " of producer '" + frame.producer() + "'";
      what += ", rows " + rows.first() + " to " + rows.last() + producer;
    }
    if (rows.rowCount() > 0 && !isPending(frame)) {
      what += ", which are in the table";
    }
    RowSpan lost = isPending(frame) ? rows : RowSpan.NONE;
    return new Damage(
        reader.file().location(),
        frame.offset(),
        frame.endOffset(),
        what,
        lost.rowCount(),
        new Lost(frame.producer(), lost));
  }
}
