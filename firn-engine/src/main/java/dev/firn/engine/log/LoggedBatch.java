package dev.firn.engine.log;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A batch as it was logged.
 *
 * @param producer who sent it; empty for nobody
 * @param rows its rows' numbers
 * @param root its rows, in the schema that the table had; whoever has the batch closes it
 */
public record LoggedBatch(String producer, RowSpan rows, VectorSchemaRoot root)
    implements AutoCloseable {
  @Override
  public void close() {
    root.close();
  }
}
