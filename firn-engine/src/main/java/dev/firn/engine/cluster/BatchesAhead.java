package dev.firn.engine.cluster;

import dev.firn.engine.work.ReadAhead;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Batches of which a helper makes the next one ready while the last one is used.
 *
 * <p>Limit: one batch more.
 *
 * <p>Threads: one caller.
 */
final class BatchesAhead implements OrderedBatches {
  private final OrderedBatches batches;
  private final ReadAhead<VectorSchemaRoot> ahead;

  /**
   * All of some batches.
   *
   * @param batches closed with this; they take no memory but their own allocator's
   */
  BatchesAhead(OrderedBatches batches, Executor executor) {
    this.batches = batches;
    this.ahead = new ReadAhead<>(batches::next, VectorSchemaRoot::close, executor);
  }

  @Override
  public Optional<VectorSchemaRoot> next() {
    Optional<VectorSchemaRoot> batch = ahead.next();
    if (batch.isPresent()) {
      ahead.begin();
    }
    return batch;
  }

  @Override
  public boolean isWhole() {
    return batches.isWhole();
  }

  @Override
  public void close() {
    try (batches) {
      ahead.close();
    }
  }
}
