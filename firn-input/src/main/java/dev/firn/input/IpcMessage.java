package dev.firn.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;

/**
 * One message of an Arrow input, with its body. No length is believed before it was compared with
 * what the input can still hold; Arrow's own reader allocates what a message says, on the heap.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format">The
 *     format</a>
 */
record IpcMessage(Message metadata, ArrowBuf body) implements AutoCloseable {
  private static final int CONTINUATION = -1;

  /** Metadata is some 100 bytes a column; this is room for 100,000 columns. */
  private static final int METADATA_BYTES_MAX = 64 << 20;

  /**
   * Reads the message at the channel's place.
   *
   * @param inputBytes bytes that the input still has, at most
   * @return empty at the end of a stream, marked or not
   */
  static Optional<IpcMessage> read(ReadChannel channel, long inputBytes, BufferAllocator allocator)
      throws IOException {
    int first = readInt(channel);
    // Without the mark, the input is of the form before Arrow 0.15.
    int metadataBytes = first == CONTINUATION ? readInt(channel) : first;
    if (metadataBytes == 0) {
      return Optional.empty();
    }
    if (metadataBytes < 0 || metadataBytes > METADATA_BYTES_MAX || metadataBytes > inputBytes) {
      throw new IOException("a message's metadata is said to be " + metadataBytes + " bytes long");
    }
    ByteBuffer bytes = ByteBuffer.allocate(metadataBytes);
    if (channel.readFully(bytes) != metadataBytes) {
      throw cut();
    }
    bytes.rewind();
    Message metadata = Message.getRootAsMessage(bytes);
    long bodyBytes = metadata.bodyLength();
    if (bodyBytes < 0 || bodyBytes > inputBytes - metadataBytes) {
      throw new IOException("a message's body is said to be " + bodyBytes + " bytes long");
    }
    return Optional.of(new IpcMessage(metadata, body(channel, bodyBytes, allocator)));
  }

  @Override
  public void close() {
    body.close();
  }

  /** The next four bytes as a number; 0, which ends a stream, if there are none. */
  private static int readInt(ReadChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int read = channel.readFully(bytes);
    if (read == 0) {
      return 0;
    }
    if (read != Integer.BYTES) {
      throw cut();
    }
    return bytes.getInt(0);
  }

  private static ArrowBuf body(ReadChannel channel, long bytes, BufferAllocator allocator)
      throws IOException {
    if (bytes == 0) {
      return allocator.getEmpty();
    }
    ArrowBuf body = allocator.buffer(bytes);
    try {
      if (channel.readFully(body, bytes) != bytes) {
        throw cut();
      }
      return body;
    } catch (IOException | RuntimeException e) {
      body.close();
      throw e;
    }
  }

  private static IOException cut() {
    return new IOException("the input ends in the middle of a message");
  }
}
