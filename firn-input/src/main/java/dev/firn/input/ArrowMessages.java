package dev.firn.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageResult;

/**
 * Reads the messages of an Arrow stream and believes no length in them before it was compared with
 * what the input can hold. Arrow's own reader, which does the reading in the end, allocates what a
 * message says, on the heap.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format">The
 *     format</a>
 */
final class ArrowMessages extends MessageChannelReader {
  private static final int CONTINUATION = -1;

  /** Metadata is some 100 bytes a column; this is room for 100,000 columns. */
  private static final int METADATA_BYTES_MAX = 64 << 20;

  private final AheadChannel channel;
  private final long inputBytes;

  private ArrowMessages(AheadChannel channel, BufferAllocator allocator, long inputBytes) {
    super(new ReadChannel(channel), allocator);
    this.channel = channel;
    this.inputBytes = inputBytes;
  }

  /**
   * @param inputBytes the input's length, or {@code Long.MAX_VALUE} if only its end will tell
   */
  static ArrowMessages of(ReadableByteChannel input, BufferAllocator allocator, long inputBytes) {
    return new ArrowMessages(new AheadChannel(input), allocator, inputBytes);
  }

  @Override
  public MessageResult readNext() throws IOException {
    // Without the mark, a stream is of the form before Arrow 0.15.
    int lengthAt = intAt(0) == CONTINUATION ? Integer.BYTES : 0;
    int metadataBytes = intAt(lengthAt);
    if (metadataBytes != 0) {
      expectPossible(lengthAt + Integer.BYTES, metadataBytes);
    }
    return super.readNext();
  }

  private void expectPossible(int metadataAt, int metadataBytes) throws IOException {
    long remaining = inputBytes - in.bytesRead() - metadataAt;
    if (metadataBytes < 0 || metadataBytes > METADATA_BYTES_MAX || metadataBytes > remaining) {
      throw new IOException("a message's metadata is said to be " + metadataBytes + " bytes long");
    }
    ByteBuffer metadata = channel.peek(metadataAt + metadataBytes);
    if (metadata.remaining() < metadataAt + metadataBytes) {
      throw cut();
    }
    metadata.position(metadataAt);
    long bodyBytes = Message.getRootAsMessage(metadata.slice()).bodyLength();
    if (bodyBytes < 0 || bodyBytes > remaining - metadataBytes) {
      throw new IOException(
          "a message's body is said to be " + bodyBytes + " bytes long, which is not there");
    }
  }

  /** The number at this place; 0, which ends a stream, if the input ends right there. */
  private int intAt(int offset) throws IOException {
    ByteBuffer bytes = channel.peek(offset + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() <= offset) {
      return 0;
    }
    if (bytes.remaining() < offset + Integer.BYTES) {
      throw cut();
    }
    return bytes.getInt(offset);
  }

  private static IOException cut() {
    return new IOException("the stream ends in the middle of a message");
  }
}
