package dev.firn.engine.batch;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows in the table's columns and types, whose values nobody has checked yet. Made by a projection;
 * a validator turns it into a {@link ValidBatch} or refuses it.
 *
 * <p>Owns the buffers of its root until {@link #close} or until it is handed on.
 *
 * <p>Threads: one at a time.
 */
public final class ProjectedBatch implements AutoCloseable {
  private final BatchOrigin origin;
  private final VectorSchemaRoot root;

  private ProjectedBatch(BatchOrigin origin, VectorSchemaRoot root) {
    this.origin = origin;
    this.root = root;
  }

  /** Takes over {@code root}, which must be in the table's Arrow schema. */
  public static ProjectedBatch of(BatchOrigin origin, VectorSchemaRoot root) {
    return new ProjectedBatch(origin, root);
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
