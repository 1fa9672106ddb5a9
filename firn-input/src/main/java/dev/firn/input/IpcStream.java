package dev.firn.input;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.types.pojo.Schema;

/** Arrow's stream format: one message after another, to a mark or to the end of the input. */
final class IpcStream implements IpcMessages {
  private final ReadChannel channel;
  private final BufferAllocator allocator;
  private final long inputBytes;

  /**
   * @param inputBytes the input's length, or {@code Long.MAX_VALUE} if only its end will tell
   */
  IpcStream(ReadableByteChannel channel, BufferAllocator allocator, long inputBytes) {
    this.channel = new ReadChannel(channel);
    this.allocator = allocator;
    this.inputBytes = inputBytes;
  }

  @Override
  public Schema schema() throws IOException {
    try (IpcMessage first =
        next().orElseThrow(() -> new IOException("the stream ends before its schema"))) {
      if (first.metadata().headerType() != MessageHeader.Schema) {
        throw new IOException("the stream does not start with a schema");
      }
      return IpcSchema.of(
          (org.apache.arrow.flatbuf.Schema)
              first.metadata().header(new org.apache.arrow.flatbuf.Schema()));
    }
  }

  @Override
  public Optional<IpcMessage> next() throws IOException {
    return IpcMessage.read(channel, inputBytes - channel.bytesRead(), allocator);
  }

  @Override
  public long bytesRead() {
    return channel.bytesRead();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
