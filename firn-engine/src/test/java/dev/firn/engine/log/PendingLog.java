package dev.firn.engine.log;

import dev.firn.engine.log.LogScan.Depth;
import dev.firn.engine.log.SegmentWriter.Closed;
import dev.firn.engine.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/** What of a log is not in its table, read from its files as the next owner would. */
public final class PendingLog {
  private final Storage storage;
  private final BufferAllocator allocator;

  public PendingLog(Storage storage, BufferAllocator allocator) {
    this.storage = storage;
    this.allocator = allocator;
  }

  /**
   * Reads all pending batches; each is closed after it was looked at.
   *
   * @param committedOffset what the table says
   * @return what is damaged
   */
  public List<Damage> read(LogIdentity log, long committedOffset, Consumer<LoggedBatch> batches) {
    LogScan scan = LogScan.of(storage, log, committedOffset, Depth.TAIL);
    if (!scan.damages().isEmpty()) {
      return scan.damages();
    }
    List<Closed> segments =
        scan.segments().stream()
            .map(each -> new Closed(each.file(), each.endOffset()))
            .filter(each -> each.endOffset() > committedOffset)
            .toList();
    SealRange range = new SealRange(committedOffset, scan.endOffset(), scan.pendingRows(), 0);
    try (LoggedFrames frames = new LoggedFrames(storage, allocator, segments, range)) {
      for (Optional<LoggedBatch> next = frames.next(); next.isPresent(); next = frames.next()) {
        try (LoggedBatch batch = next.get()) {
          batches.accept(batch);
        }
      }
    }
    return List.of();
  }
}
