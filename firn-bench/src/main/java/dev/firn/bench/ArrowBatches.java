package dev.firn.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * All batches of an Arrow file, in memory.
 *
 * <p>Threads: one at a time.
 */
record ArrowBatches(Schema schema, List<VectorSchemaRoot> batches) implements AutoCloseable {
  ArrowBatches {
    batches = List.copyOf(batches);
  }

  /** What is in a file: its rows, and the bytes of its buffers. */
  record Facts(long rows, long bufferBytes) {
    /** Reads the file batch by batch, which also brings it into the system's cache. */
    static Facts of(Path arrow, BufferAllocator allocator) throws IOException {
      long rows = 0;
      long bytes = 0;
      try (FileChannel file = FileChannel.open(arrow);
          ArrowFileReader reader = new ArrowFileReader(file, allocator)) {
        while (reader.loadNextBatch()) {
          VectorSchemaRoot batch = reader.getVectorSchemaRoot();
          rows += batch.getRowCount();
          bytes += batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
        }
      }
      return new Facts(rows, bytes);
    }
  }

  /** Reads a whole file. */
  static ArrowBatches load(Path arrow, BufferAllocator allocator) throws IOException {
    List<VectorSchemaRoot> batches = new ArrayList<>();
    try (FileChannel file = FileChannel.open(arrow);
        ArrowFileReader reader = new ArrowFileReader(file, allocator)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      while (reader.loadNextBatch()) {
        batches.add(taken(reader.getVectorSchemaRoot(), allocator));
      }
      return new ArrowBatches(schema, batches);
    } catch (IOException | RuntimeException | Error e) {
      batches.forEach(VectorSchemaRoot::close);
      throw e;
    }
  }

  @Override
  public void close() {
    batches.forEach(VectorSchemaRoot::close);
  }

  /** The buffers of a batch that its reader will use no more. */
  private static VectorSchemaRoot taken(VectorSchemaRoot batch, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    for (FieldVector vector : batch.getFieldVectors()) {
      TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
      pair.transfer();
      vectors.add((FieldVector) pair.getTo());
    }
    return new VectorSchemaRoot(batch.getSchema(), vectors, batch.getRowCount());
  }
}
