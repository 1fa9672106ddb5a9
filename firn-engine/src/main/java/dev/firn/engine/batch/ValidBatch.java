package dev.firn.engine.batch;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows in the table's columns and types that fit the table in every respect. Made by a validator
 * from a {@link ProjectedBatch}, and by readers of what was valid when stored.
 *
 * <p>Owns the buffers of its root until {@link #close} or until it is handed on.
 *
 * <p>Threads: one at a time.
 */
public final class ValidBatch implements AutoCloseable {
  private final BatchOrigin origin;
  private final VectorSchemaRoot root;

  private ValidBatch(BatchOrigin origin, VectorSchemaRoot root) {
    this.origin = origin;
    this.root = root;
  }

  /** Takes over {@code root}, which must be in the table's Arrow schema. */
  public static ValidBatch of(BatchOrigin origin, VectorSchemaRoot root) {
    return new ValidBatch(origin, root);
  }

  public BatchOrigin origin() {
    return origin;
  }

  public VectorSchemaRoot root() {
    return root;
  }

  public int rowCount() {
    return root.getRowCount();
  }

  /** Bytes of the buffers it holds. */
  public long retainedBytes() {
    return root.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
  }

  @Override
  public void close() {
    root.close();
  }
}
