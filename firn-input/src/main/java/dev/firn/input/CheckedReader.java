package dev.firn.input;

import java.io.IOException;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Passes batches on only after {@link BatchCheck} has found that no value points outside them. */
final class CheckedReader extends ArrowReader {
  private final ArrowReader source;

  CheckedReader(ArrowReader source, BufferAllocator allocator) {
    super(allocator);
    this.source = source;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return source.getVectorSchemaRoot();
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
    return source.getDictionaryVectors();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    if (!source.loadNextBatch()) {
      return false;
    }
    for (Dictionary dictionary : source.getDictionaryVectors().values()) {
      FieldVector values = dictionary.getVector();
      BatchCheck.check(values, values.getValueCount(), "dictionary " + values.getName());
    }
    VectorSchemaRoot batch = source.getVectorSchemaRoot();
    for (FieldVector vector : batch.getFieldVectors()) {
      BatchCheck.check(vector, batch.getRowCount(), vector.getName());
    }
    return true;
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  public void close(boolean closeReadSource) throws IOException {
    source.close(closeReadSource);
  }

  @Override
  protected Schema readSchema() throws IOException {
    return source.getVectorSchemaRoot().getSchema();
  }

  @Override
  protected void closeReadSource() throws IOException {
    source.close();
  }
}
