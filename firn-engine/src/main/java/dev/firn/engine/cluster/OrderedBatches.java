package dev.firn.engine.cluster;

import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Batches whose rows are in the order of a plan, within each and from one to the next.
 *
 * <p>Threads: one.
 */
interface OrderedBatches extends AutoCloseable {
  /** The next rows, which are the caller's; empty at the end, and never without rows. */
  Optional<VectorSchemaRoot> next();

  /** At the end: whether it came because there were no more rows. */
  boolean isWhole();

  @Override
  void close();
}
