package dev.firn.engine.log;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A segment, read at any offset of the log. Nothing that it says is believed before its checksum is
 * right.
 *
 * <p>Threads: one at a time.
 */
final class SegmentReader implements AutoCloseable {
  /** What is looked through at once when frames are searched or checked. */
  private static final int CHUNK_BYTES = 1 << 20;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(CHUNK_BYTES).asReadOnlyBuffer();

  private final SegmentFile file;
  private final ByteSource bytes;
  private final SegmentHeader header;
  private final int headerBytes;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

  private SegmentReader(SegmentFile file, ByteSource bytes, SegmentHeader header, int headerBytes) {
    this.file = file;
    this.bytes = bytes;
    this.header = header;
    this.headerBytes = headerBytes;
  }

  /** Opens a segment; empty if its header is damaged. */
  static Optional<SegmentReader> open(Storage storage, SegmentFile file) {
    ByteSource bytes = storage.open(file.location());
    try {
      ByteBuffer fixed = ByteBuffer.allocate(SegmentHeader.FIXED_BYTES);
      FrameBody.readAt(bytes, 0, fixed);
      Optional<Integer> length = SegmentHeader.lengthOf(fixed.flip());
      Optional<SegmentHeader> header = Optional.empty();
      if (length.isPresent() && length.get() <= bytes.fileBytes()) {
        ByteBuffer whole = ByteBuffer.allocate(length.get());
        FrameBody.readAt(bytes, 0, whole);
        header = SegmentHeader.parse(whole.flip());
      }
      if (header.isPresent() && header.get().baseOffset() == file.baseOffset()) {
        return Optional.of(new SegmentReader(file, bytes, header.get(), length.get()));
      }
      bytes.close();
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  SegmentFile file() {
    return file;
  }

  SegmentHeader header() {
    return header;
  }

  /** Where in the file an offset of the log is. */
  long placeOf(long offset) {
    return headerBytes + offset - header.baseOffset();
  }

  /** Where in the log the file ends, set-aside space included. */
  long fileEndOffset() {
    return header.baseOffset() + bytes.fileBytes() - headerBytes;
  }

  /** The header of the frame that begins at an offset; empty if there is no whole frame. */
  Optional<FrameHeader> frameAt(long offset) {
    ByteBuffer head = ByteBuffer.allocate(FrameHeader.BYTES_MAX);
    FrameBody.readAt(bytes, placeOf(offset), head);
    return FrameHeader.parse(head.flip(), offset)
        .filter(frame -> frame.bodyBytes() >= 0 && frame.endOffset() <= fileEndOffset());
  }

  /** Whether the body is the one that was written; a hole's never is looked at. */
  boolean isBodyWhole(FrameHeader frame) {
    if (frame.kind() == FrameHeader.Kind.HOLE) {
      return true;
    }
    CRC32C crc = new CRC32C();
    long from = placeOf(frame.offset()) + frame.headerBytes();
    for (long done = 0; done < frame.bodyBytes(); ) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, frame.bodyBytes() - done));
      int count = FrameBody.readAt(bytes, from + done, chunk);
      crc.update(chunk.flip());
      if (count == 0) {
        return false;
      }
      done += count;
    }
    return (int) crc.getValue() == frame.bodyCrc();
  }

  /**
   * Reads a body.
   *
   * @return the body before compression; the caller closes it
   * @throws FirnException {@link ErrorCode#CORRUPT} if it is not the one that was written
   */
  ArrowBuf readBody(FrameHeader frame, BufferAllocator allocator) {
    return FrameBody.read(bytes, placeOf(frame.offset()), frame, allocator)
        .orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.CORRUPT,
                    "Log segment '"
                        + file.location()
                        + "', offset "
                        + frame.offset()
                        + ": expected the rows that were written, found other bytes. Nothing was"
                        + " lost by this yet; 'firn log verify' lists all damage, 'firn log repair'"
                        + " takes it out."));
  }

  /**
   * Where the next whole frame header begins behind an offset and before a limit.
   *
   * @param offset a place that is no frame
   */
  OptionalLong nextFrameAfter(long offset, long limit) {
    long end = Math.min(limit, fileEndOffset());
    // Frames begin at multiples of eight bytes behind the header, which is one itself.
    long at = offset + 8;
    while (at < end) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at)).order(ByteOrder.LITTLE_ENDIAN);
      int count = FrameBody.readAt(bytes, placeOf(at), chunk);
      // Most of what is searched was set aside and never written.
      int noZero = chunk.flip().mismatch(ZEROS.slice(0, count));
      for (int i = noZero < 0 ? count : noZero & ~7; i + 8 <= count; i += 8) {
        if (chunk.getInt(i) == FrameHeader.MAGIC && frameAt(at + i).isPresent()) {
          return OptionalLong.of(at + i);
        }
      }
      if (count < 8) {
        return OptionalLong.empty();
      }
      at += count & ~7;
    }
    return OptionalLong.empty();
  }

  /** Copies bytes of the file as they are. */
  int read(long place, ByteBuffer into) {
    return FrameBody.readAt(bytes, place, into);
  }

  @Override
  public void close() {
    bytes.close();
  }
}
