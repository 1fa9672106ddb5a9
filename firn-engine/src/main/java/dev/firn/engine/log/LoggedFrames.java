package dev.firn.engine.log;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.log.SegmentWriter.Closed;
import dev.firn.engine.storage.FileAbsentException;
import dev.firn.engine.storage.Storage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a seal's range, in order, one in memory at a time.
 *
 * <p>Threads: one. Failures: {@link ErrorCode#CORRUPT} at the first frame that is not what was
 * written.
 */
public final class LoggedFrames implements AutoCloseable {
  private final Storage storage;
  private final BufferAllocator allocator;
  private final SealRange range;
  private final Iterator<Closed> segments;
  private @Nullable SegmentReader reader;
  private long at;
  private long segmentEnd;

  LoggedFrames(Storage storage, BufferAllocator allocator, List<Closed> segments, SealRange range) {
    this.storage = storage;
    this.allocator = allocator;
    this.range = range;
    this.segments = segments.iterator();
  }

  /**
   * The next batch of rows; the caller closes its root.
   *
   * @return empty at the end of the range
   */
  public Optional<LoggedBatch> next() {
    while (true) {
      SegmentReader current = reader;
      if (current == null || at >= segmentEnd) {
        if (!openNext()) {
          return Optional.empty();
        }
        continue;
      }
      FrameHeader frame =
          current.frameAt(at).orElseThrow(() -> damaged(current, "no frame begins there"));
      at = frame.endOffset();
      if (frame.kind() == Kind.ROWS && frame.endOffset() > range.fromOffset()) {
        return Optional.of(load(current, frame));
      }
    }
  }

  @Override
  public void close() {
    SegmentReader current = reader;
    reader = null;
    if (current != null) {
      current.close();
    }
  }

  private boolean openNext() {
    close();
    if (!segments.hasNext()) {
      return false;
    }
    Closed segment = segments.next();
    try {
      reader =
          SegmentReader.open(storage, segment.file())
              .orElseThrow(() -> unreadable(segment, "other bytes"));
    } catch (FileAbsentException e) {
      throw unreadable(segment, "no such file");
    }
    at = segment.file().baseOffset();
    segmentEnd = Math.min(segment.endOffset(), range.toOffset());
    return true;
  }

  private static FirnException unreadable(Closed segment, String found) {
    return new FirnException(
        ErrorCode.CORRUPT,
        "Log segment '"
            + segment.file().location()
            + "': expected its header, found "
            + found
            + ". 'firn log verify' lists all damage, 'firn log repair' takes it out.");
  }

  private LoggedBatch load(SegmentReader from, FrameHeader frame) {
    VectorSchemaRoot root = VectorSchemaRoot.create(from.header().schema(), allocator);
    try (ArrowBuf body = from.readBody(frame, allocator)) {
      FrameBody.load(body, root);
      return new LoggedBatch(frame.producer(), frame.rows(), root);
    } catch (IOException e) {
      root.close();
      throw damaged(from, e.getMessage() == null ? "no Arrow message" : e.getMessage());
    } catch (RuntimeException | Error e) {
      root.close();
      throw e;
    }
  }

  private FirnException damaged(SegmentReader from, String found) {
    return new FirnException(
        ErrorCode.CORRUPT,
        "Log segment '"
            + from.file().location()
            + "', offset "
            + at
            + ": expected a frame, found that "
            + found
            + ". 'firn log verify' lists all damage, 'firn log repair' takes it out.");
  }
}
