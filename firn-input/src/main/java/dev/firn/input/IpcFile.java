package dev.firn.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Arrow's file format: messages at the places that the footer names, all dictionaries first, to the
 * last part of each (Arrow's own reader takes only one part).
 */
final class IpcFile implements IpcMessages {
  /** A footer is the schema and 24 bytes a batch; this is room for a million batches. */
  private static final int FOOTER_BYTES_MAX = 64 << 20;

  /** The footer's length and the closing magic. */
  private static final int TAIL_BYTES = 10;

  private final FileChannel file;
  private final ReadChannel channel;
  private final BufferAllocator allocator;
  private final Deque<ArrowBlock> blocks = new ArrayDeque<>();

  IpcFile(FileChannel file, BufferAllocator allocator) {
    this.file = file;
    this.channel = new ReadChannel(file);
    this.allocator = allocator;
  }

  @Override
  public Schema schema() throws IOException {
    Footer encoded = footer();
    Schema schema = IpcSchema.of(encoded.schema());
    ArrowFooter footer = new ArrowFooter(encoded);
    blocks.addAll(footer.getDictionaries());
    blocks.addAll(footer.getRecordBatches());
    return schema;
  }

  @Override
  public Optional<IpcMessage> next() throws IOException {
    ArrowBlock block = blocks.poll();
    if (block == null) {
      return Optional.empty();
    }
    long offset = block.getOffset();
    if (offset < 0 || offset >= file.size()) {
      throw new IOException("the footer names a batch at offset " + offset + ", outside the file");
    }
    file.position(offset);
    Optional<IpcMessage> message = IpcMessage.read(channel, file.size() - offset, allocator);
    if (message.isEmpty()) {
      throw new IOException("the footer names a batch at offset " + offset + ", where none is");
    }
    return message;
  }

  @Override
  public long bytesRead() {
    return channel.bytesRead();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private Footer footer() throws IOException {
    long tailAt = file.size() - TAIL_BYTES;
    byte[] tail = SourceFile.bytesAt(file, Math.max(0, tailAt), TAIL_BYTES);
    int footerBytes =
        tail.length < TAIL_BYTES
            ? -1
            : ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (footerBytes <= 0 || footerBytes > FOOTER_BYTES_MAX || footerBytes > tailAt) {
      throw new IOException("the footer is said to be " + footerBytes + " bytes long");
    }
    byte[] footer = SourceFile.bytesAt(file, tailAt - footerBytes, footerBytes);
    return Footer.getRootAsFooter(ByteBuffer.wrap(footer));
  }
}
