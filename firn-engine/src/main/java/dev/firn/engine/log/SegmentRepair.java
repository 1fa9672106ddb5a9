package dev.firn.engine.log;

import dev.firn.engine.log.Damage.Lost;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.log.FrameHeader.Stored;
import dev.firn.engine.storage.AppendFile;
import dev.firn.engine.storage.Storage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Takes damage out of a log: a damaged segment gets a copy in which a hole stands for each damaged
 * stretch. The damaged file stays beside it until its rows are committed.
 *
 * <p>Threads: one, with the log's lock in hand.
 */
public final class SegmentRepair {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Storage storage;
  private final LogIdentity log;

  /** A repair of a log. */
  public SegmentRepair(Storage storage, LogIdentity log) {
    this.storage = storage;
    this.log = log;
  }

  /**
   * Takes out all damage. What was lost stands in the holes, so that it may be sent again under its
   * numbers.
   *
   * @param scan of the whole log, with its damages
   * @param epoch the one that the log will have: headers of it know what is in the holes
   */
  public void run(LogScan scan, long epoch) {
    // A repair that died halfway left copies without a name.
    SegmentFile.removeUnfinished(storage, log.folder());
    List<SegmentFile> files = SegmentFile.list(storage, log.folder());
    for (int i = 0; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      List<Damage> damages =
          scan.damages().stream()
              .filter(each -> each.location().equals(file.location()))
              .sorted(Comparator.comparingLong(Damage::fromOffset))
              .toList();
      if (!damages.isEmpty()) {
        repair(file, damages, endOf(scan, file), epoch);
      }
    }
    storage.syncFolder(log.folder());
  }

  private static long endOf(LogScan scan, SegmentFile file) {
    return scan.segments().stream()
        .filter(each -> each.file().equals(file))
        .mapToLong(LogScan.ScannedSegment::endOffset)
        .findFirst()
        .orElse(file.baseOffset());
  }

  private void repair(SegmentFile file, List<Damage> damages, long endOffset, long epoch) {
    Optional<SegmentReader> opened = SegmentReader.open(storage, file);
    if (opened.isEmpty()) {
      replaceWithHole(file, endOffset);
      return;
    }
    try (SegmentReader reader = opened.get();
        AppendFile copy = storage.createAppendFile(file.repaired().location())) {
      copy(reader, copy, 0, reader.placeOf(file.baseOffset()));
      long at = file.baseOffset();
      for (Damage damage : damages) {
        copy(reader, copy, reader.placeOf(at), reader.placeOf(damage.fromOffset()));
        hole(copy, damage.fromOffset(), damage.toOffset(), damage.lost(), epoch);
        at = damage.toOffset();
      }
      copy(reader, copy, reader.placeOf(at), reader.placeOf(endOffset));
      copy.publish();
    }
  }

  /** Without its header nothing of a segment can be read; the next one's knows the producers. */
  private void replaceWithHole(SegmentFile file, long endOffset) {
    Before before = before(file);
    SegmentHeader header =
        new SegmentHeader(
            log.tableUuid(),
            log.logId(),
            before.epoch(),
            file.baseOffset(),
            0,
            0,
            new Schema(List.of()),
            before.producers());
    try (AppendFile copy = storage.createAppendFile(file.repaired().location())) {
      copy.write(List.of(header.toBytes()));
      if (endOffset > file.baseOffset()) {
        hole(copy, file.baseOffset(), endOffset, Lost.UNKNOWN, 0);
      }
      copy.publish();
    }
  }

  /**
   * What is known of the producers below a segment, by the header that knew it: as far as later
   * headers go, what a repair named as lost may have been sent again since.
   */
  private record Before(long epoch, ProducerStates producers) {}

  private Before before(SegmentFile file) {
    Before before = new Before(1, ProducerStates.none());
    for (SegmentFile each : SegmentFile.list(storage, log.folder())) {
      if (each.number() < file.number()) {
        Optional<SegmentReader> opened = SegmentReader.open(storage, each);
        if (opened.isPresent()) {
          try (SegmentReader reader = opened.get()) {
            before = new Before(reader.header().epoch(), producersAfter(reader));
          }
        }
      }
    }
    return before;
  }

  private static ProducerStates producersAfter(SegmentReader reader) {
    ProducerStates producers = reader.header().producers().copy();
    long at = reader.header().baseOffset();
    for (Optional<FrameHeader> frame = reader.frameAt(at);
        frame.isPresent();
        frame = reader.frameAt(at)) {
      FrameHeader each = frame.get();
      if (each.kind() == Kind.ROWS) {
        producers.add(each.producer(), each.rows(), each.endOffset(), each.loggedAtMillis());
      }
      at = each.endOffset();
    }
    return producers;
  }

  private static void hole(AppendFile copy, long fromOffset, long toOffset, Lost lost, long epoch) {
    FrameHeader empty = hole(fromOffset, 0, lost, epoch);
    long bodyBytes = toOffset - fromOffset - empty.headerBytes();
    if (bodyBytes < 0) {
      throw new IllegalStateException("Damage is shorter than a frame's header");
    }
    List<ByteBuffer> bytes = new ArrayList<>();
    bytes.add(hole(fromOffset, bodyBytes, lost, epoch).toBytes());
    for (long left = bodyBytes; left > 0; left -= CHUNK_BYTES) {
      bytes.add(ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, left)));
    }
    copy.write(bytes);
  }

  private static FrameHeader hole(long offset, long bodyBytes, Lost lost, long epoch) {
    return new FrameHeader(
        Kind.HOLE,
        Stored.PLAIN,
        offset,
        offset,
        bodyBytes,
        0,
        epoch,
        0,
        lost.rows(),
        0,
        lost.producer());
  }

  private static void copy(SegmentReader from, AppendFile to, long fromPlace, long toPlace) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (long at = fromPlace; at < toPlace; ) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, toPlace - at));
      int count = from.read(at, chunk);
      to.write(List.of(chunk.flip()));
      if (count == 0) {
        throw new IllegalStateException("A segment is shorter than it was");
      }
      at += count;
    }
  }
}
