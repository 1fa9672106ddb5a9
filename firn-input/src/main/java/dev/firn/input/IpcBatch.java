package dev.firn.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Cuts a message's body into the buffers of a batch, decompressed. Arrow's own loader does the same
 * but keeps buffers for ever when it stops halfway; here each is released whatever happens.
 */
final class IpcBatch {
  private final RecordBatch header;
  private final ArrowBuf body;
  private final BufferAllocator allocator;

  IpcBatch(RecordBatch header, ArrowBuf body, BufferAllocator allocator) {
    this.header = header;
    this.body = body;
    this.allocator = allocator;
  }

  /** The batch, without compression; the caller closes it. */
  ArrowRecordBatch decoded() throws IOException {
    List<ArrowBuf> buffers = new ArrayList<>();
    try {
      for (int index = 0; index < header.buffersLength(); index++) {
        buffers.add(buffer(header.buffers(index)));
      }
      return new ArrowRecordBatch(
          count(header.length()),
          nodes(),
          buffers,
          NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
          variadicBufferCounts(),
          true);
    } finally {
      buffers.forEach(ArrowBuf::close); // The batch has its own hold on them.
    }
  }

  private ArrowBuf buffer(Buffer place) throws IOException {
    long offset = place.offset();
    long bytes = place.length();
    if (offset < 0 || bytes < 0 || bytes > body.capacity() || offset > body.capacity() - bytes) {
      throw new IOException("a buffer lies outside its message");
    }
    if (bytes == 0) {
      return allocator.getEmpty();
    }
    ArrowBuf stored = body.slice(offset, bytes);
    return header.compression() == null
        ? held(stored)
        : IpcCodec.of(header.compression()).decompress(stored, allocator);
  }

  private List<ArrowFieldNode> nodes() throws IOException {
    List<ArrowFieldNode> nodes = new ArrayList<>();
    for (int index = 0; index < header.nodesLength(); index++) {
      FieldNode node = header.nodes(index);
      nodes.add(new ArrowFieldNode(count(node.length()), count(node.nullCount())));
    }
    return nodes;
  }

  /** How many buffers each view column has beside its views. */
  private List<Long> variadicBufferCounts() throws IOException {
    List<Long> counts = new ArrayList<>();
    for (int index = 0; index < header.variadicBufferCountsLength(); index++) {
      long count = header.variadicBufferCounts(index);
      if (count < 0 || count > header.buffersLength()) {
        throw new IOException("a column is said to have " + count + " buffers");
      }
      counts.add(count);
    }
    return counts;
  }

  static ArrowBuf held(ArrowBuf buffer) {
    buffer.getReferenceManager().retain();
    return buffer;
  }

  private static int count(long declared) throws IOException {
    if (declared < 0 || declared >= Integer.MAX_VALUE) {
      throw new IOException("a batch is said to have " + declared + " rows");
    }
    return (int) declared;
  }
}
