package dev.firn.engine.log;

import dev.firn.engine.log.FrameHeader.Stored;
import dev.firn.engine.storage.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Factory;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * The body of a frame: one record batch as an Arrow IPC message ("Encapsulated message format",
 * Arrow columnar format 1.5), whose buffers are those of the vectors, not copies.
 *
 * <p>Holds the buffers until {@link #close}. Threads: one at a time.
 */
final class FrameBody implements AutoCloseable {
  private static final int CONTINUATION = 0xFFFFFFFF;
  private static final int PREFIX_BYTES = 8;
  private static final int ALIGNMENT = 8;
  private static final int STEP_BYTES = 1 << 20;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64).asReadOnlyBuffer();

  private final List<ByteBuffer> buffers;
  private final List<AutoCloseable> held;
  private final Stored stored;
  private final long plainBytes;
  private final long storedBytes;
  private final int crc;

  private FrameBody(
      List<ByteBuffer> buffers, List<AutoCloseable> held, Stored stored, long plainBytes) {
    this.buffers = buffers;
    this.held = held;
    this.stored = stored;
    this.plainBytes = plainBytes;
    this.storedBytes = bytesOf(buffers);
    this.crc = Checksum.of(buffers);
  }

  /** The rows of a root, which stays the caller's. */
  static FrameBody of(
      VectorSchemaRoot root, FrameCompression compression, BufferAllocator allocator) {
    ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch();
    try {
      List<ByteBuffer> plain = encapsulate(batch);
      FrameBody body =
          new FrameBody(plain, new ArrayList<>(List.of(batch)), Stored.PLAIN, bytesOf(plain));
      return switch (compression) {
        case NONE -> body;
        case LZ4 -> body.compressed(allocator);
      };
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  /** What is to be written, in order. */
  List<ByteBuffer> buffers() {
    return buffers;
  }

  Stored stored() {
    return stored;
  }

  long plainBytes() {
    return plainBytes;
  }

  long storedBytes() {
    return storedBytes;
  }

  int crc() {
    return crc;
  }

  @Override
  public void close() {
    for (AutoCloseable each : held) {
      switch (each) {
        case ArrowRecordBatch batch -> batch.close();
        case ArrowBuf buffer -> buffer.close();
        default -> throw new IllegalStateException("A frame holds " + each.getClass());
      }
    }
    held.clear();
  }

  /**
   * Reads a body.
   *
   * @param place where in the file its frame begins
   * @return the body before compression, which the caller closes; empty if it is not the one that
   *     was written
   */
  static Optional<ArrowBuf> read(
      ByteSource from, long place, FrameHeader frame, BufferAllocator allocator) {
    ArrowBuf body = allocator.buffer(Math.max(1, frame.bodyBytes()));
    try {
      CRC32C crc = new CRC32C();
      long done = 0;
      while (done < frame.bodyBytes()) {
        int step = (int) Math.min(STEP_BYTES, frame.bodyBytes() - done);
        ByteBuffer part = body.nioBuffer(done, step);
        int count = readAt(from, place + frame.headerBytes() + done, part);
        if (count == 0) {
          break;
        }
        crc.update(part.flip());
        done += count;
      }
      if (done < frame.bodyBytes() || (int) crc.getValue() != frame.bodyCrc()) {
        body.close();
        return Optional.empty();
      }
    } catch (RuntimeException | Error e) {
      body.close();
      throw e;
    }
    return Optional.of(decompress(frame, body, allocator));
  }

  /** Reads until the buffer is full or the file ends. */
  static int readAt(ByteSource from, long place, ByteBuffer into) {
    int done = 0;
    while (into.hasRemaining()) {
      int count = from.read(place + done, into);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /**
   * Fills a root with the rows of a body.
   *
   * @param plain the body before compression; stays the caller's
   * @param root empty, of the schema that the body was written with
   */
  static void load(ArrowBuf plain, VectorSchemaRoot root) throws IOException {
    int metadataBytes = plain.getInt(4);
    if (plain.getInt(0) != CONTINUATION || metadataBytes <= 0) {
      throw new IOException("it does not begin with an Arrow message");
    }
    long bodyFrom = PREFIX_BYTES + (long) metadataBytes;
    byte[] metadata = new byte[metadataBytes];
    plain.getBytes(PREFIX_BYTES, metadata);
    Message message = Message.getRootAsMessage(ByteBuffer.wrap(metadata));
    plain.getReferenceManager().retain();
    ArrowBuf body = plain.slice(bodyFrom, plain.capacity() - bodyFrom);
    try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(message, body)) {
      new VectorLoader(root).load(batch);
    }
  }

  /**
   * The body before compression.
   *
   * @param body as it lay on disk; closed unless it is the result
   */
  private static ArrowBuf decompress(FrameHeader header, ArrowBuf body, BufferAllocator allocator) {
    return switch (header.stored()) {
      case PLAIN -> body;
      case LZ4 -> {
        try (body) {
          ArrowBuf plain = allocator.buffer(header.plainBytes());
          LZ4Factory.fastestInstance()
              .safeDecompressor()
              .decompress(
                  body.nioBuffer(4, body.getInt(0)),
                  0,
                  body.getInt(0),
                  plain.nioBuffer(0, (int) header.plainBytes()),
                  0,
                  (int) header.plainBytes());
          yield plain;
        }
      }
    };
  }

  private static List<ByteBuffer> encapsulate(ArrowRecordBatch batch) {
    ByteBuffer metadata = MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT);
    int metadataBytes = metadata.remaining();
    int padded = FrameHeader.padded(metadataBytes);
    ByteBuffer head =
        ByteBuffer.allocate(PREFIX_BYTES + padded)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(CONTINUATION)
            .putInt(padded)
            .put(metadata);
    head.clear();
    List<ByteBuffer> buffers = new ArrayList<>();
    buffers.add(head);
    List<ArrowBuf> contents = batch.getBuffers();
    List<ArrowBuffer> places = batch.getBuffersLayout();
    long at = 0;
    for (int i = 0; i < contents.size(); i++) {
      ArrowBuf content = contents.get(i);
      pad(buffers, places.get(i).getOffset() - at);
      if (content.readableBytes() > 0) {
        buffers.add(content.nioBuffer(content.readerIndex(), (int) content.readableBytes()));
      }
      at = places.get(i).getOffset() + content.readableBytes();
    }
    pad(buffers, (ALIGNMENT - at % ALIGNMENT) % ALIGNMENT);
    return buffers;
  }

  private static void pad(List<ByteBuffer> buffers, long bytes) {
    if (bytes > 0) {
      buffers.add(ZEROS.duplicate().limit((int) bytes));
    }
  }

  /** One LZ4 block with its length before it, if that is smaller; closes what it replaces. */
  private FrameBody compressed(BufferAllocator allocator) {
    int plain = (int) plainBytes;
    var compressor = LZ4Factory.fastestInstance().fastCompressor();
    int most = compressor.maxCompressedLength(plain);
    ArrowBuf result = allocator.buffer(4L + most + ALIGNMENT);
    try (ArrowBuf gathered = allocator.buffer(plain)) {
      ByteBuffer from = gathered.nioBuffer(0, plain);
      buffers.forEach(buffer -> from.put(buffer.duplicate()));
      from.flip();
      ByteBuffer to = result.nioBuffer(4, most);
      int bytes = compressor.compress(from, 0, plain, to, 0, most);
      int stretch = FrameHeader.padded(4 + bytes);
      if (stretch >= plain) {
        result.close();
        return this;
      }
      result.setInt(0, bytes);
      result.setZero(4L + bytes, stretch - 4L - bytes);
      FrameBody smaller =
          new FrameBody(
              List.of(result.nioBuffer(0, stretch)),
              new ArrayList<>(List.of(result)),
              Stored.LZ4,
              plainBytes);
      close();
      return smaller;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  private static long bytesOf(List<ByteBuffer> buffers) {
    return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
