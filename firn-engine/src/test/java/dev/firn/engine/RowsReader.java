package dev.firn.engine;

import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** An Arrow reader whose batches are filled by the test. */
public final class RowsReader extends ArrowReader {
  private final Schema schema;
  private final List<Consumer<VectorSchemaRoot>> batches;
  private int next;

  /** A reader of a schema; each consumer fills one batch, row count included. */
  public RowsReader(
      BufferAllocator allocator, Schema schema, List<Consumer<VectorSchemaRoot>> batches) {
    super(allocator);
    this.schema = schema;
    this.batches = batches;
  }

  @Override
  public boolean loadNextBatch() throws java.io.IOException {
    prepareLoadNextBatch();
    if (next == batches.size()) {
      return false;
    }
    VectorSchemaRoot root = getVectorSchemaRoot();
    root.allocateNew();
    batches.get(next++).accept(root);
    return true;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {
    // The batches are the test's.
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
