package dev.firn.engine.log;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.storage.ScratchFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Batches that wait on disk until they are read again, as frames of the log's format:
 * docs/log-format.md, "Frame". All are of one schema, which is not written.
 *
 * <p>Threads: one that appends; reads are safe beside it. Failures: {@link ErrorCode#STORAGE} from
 * the file, {@link ErrorCode#CORRUPT} if it does not hold what was written.
 */
public final class FrameSpill implements BatchFile {
  private final ScratchFile file;
  private final Schema schema;
  private final FrameCompression compression;
  private final BufferAllocator allocator;

  /**
   * A spill without frames.
   *
   * @param file closed with the spill
   * @param allocator of what is read and of what compressing takes
   */
  public FrameSpill(
      ScratchFile file, Schema schema, FrameCompression compression, BufferAllocator allocator) {
    this.file = file;
    this.schema = schema;
    this.compression = compression;
    this.allocator = allocator;
  }

  @Override
  public long endOffset() {
    return file.fileBytes();
  }

  @Override
  public long append(VectorSchemaRoot rows) {
    try (FrameBody body = FrameBody.of(rows, compression, allocator)) {
      FrameHeader header =
          new FrameHeader(
              Kind.ROWS,
              body.stored(),
              endOffset(),
              endOffset(),
              body.storedBytes(),
              body.crc(),
              body.plainBytes(),
              0,
              RowSpan.of(1, rows.getRowCount()),
              0,
              "");
      List<ByteBuffer> bytes = new ArrayList<>();
      bytes.add(header.toBytes());
      bytes.addAll(body.buffers());
      file.append(bytes);
      return body.plainBytes();
    }
  }

  @Override
  public Batches read(long fromOffset, long toOffset) {
    return new Reader(fromOffset, toOffset);
  }

  @Override
  public void close() {
    file.close();
  }

  /** Reads a stretch of frames. */
  private final class Reader implements Batches {
    private final long end;
    private long at;

    Reader(long at, long end) {
      this.at = at;
      this.end = end;
    }

    @Override
    public Optional<VectorSchemaRoot> next() {
      if (at >= end) {
        return Optional.empty();
      }
      ByteBuffer head = ByteBuffer.allocate(FrameHeader.FIXED_BYTES);
      FrameBody.readAt(file, at, head);
      FrameHeader frame = FrameHeader.parse(head.flip(), at).orElseThrow(this::damaged);
      VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
      try (ArrowBuf body = FrameBody.read(file, at, frame, allocator).orElseThrow(this::damaged)) {
        FrameBody.load(body, root);
        at = frame.endOffset();
        return Optional.of(root);
      } catch (IOException e) {
        root.close();
        throw damaged();
      } catch (RuntimeException | Error e) {
        root.close();
        throw e;
      }
    }

    private FirnException damaged() {
      return new FirnException(
          ErrorCode.CORRUPT,
          "Scratch file, offset "
              + at
              + ": expected the rows that were put aside there, found other bytes. The disk below"
              + " spill.path does not keep what is written to it; nothing was committed.");
    }
  }
}
