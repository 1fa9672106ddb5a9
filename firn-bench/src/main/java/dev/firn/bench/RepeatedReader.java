package dev.firn.bench;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** An Arrow reader that hands out a number of batches, all filled the same way. */
final class RepeatedReader extends ArrowReader {
  private final Schema schema;
  private final Consumer<VectorSchemaRoot> filling;
  private int batchesLeft;

  RepeatedReader(
      BufferAllocator allocator,
      Schema schema,
      int batchCount,
      Consumer<VectorSchemaRoot> filling) {
    super(allocator);
    this.schema = schema;
    this.filling = filling;
    this.batchesLeft = batchCount;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    if (batchesLeft == 0) {
      return false;
    }
    batchesLeft--;
    filling.accept(getVectorSchemaRoot());
    return true;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {
    // There is none.
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
