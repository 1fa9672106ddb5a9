package dev.firn.engine.batch;

import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Batches of one schema that wait on disk until they are read again. It and what waits in it is
 * gone when it is closed.
 *
 * <p>Threads: one that appends; stretches are read safely beside it, each by one.
 */
public interface BatchFile extends AutoCloseable {

  /** Where the next batch will begin. */
  long endOffset();

  /**
   * Appends a batch, which stays the caller's.
   *
   * @return the bytes that it takes in memory when it is read
   */
  long append(VectorSchemaRoot rows);

  /** The batches from one offset to another, in order; the file must stay open. */
  Batches read(long fromOffset, long toOffset);

  @Override
  void close();

  /** A stretch of batches, one in memory at a time. */
  interface Batches {
    /** The next batch, which the caller closes; empty at the end. */
    Optional<VectorSchemaRoot> next();
  }
}
