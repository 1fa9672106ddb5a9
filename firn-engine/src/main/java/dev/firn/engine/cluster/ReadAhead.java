package dev.firn.engine.cluster;

import dev.firn.engine.work.Handoff;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Batches of which a helper makes the next one ready while the last one is used.
 *
 * <p>Limit: one batch more.
 *
 * <p>Threads: one caller.
 */
final class ReadAhead implements OrderedBatches {
  private final OrderedBatches batches;
  private final Executor executor;
  private @Nullable Next next;

  /** A batch that is being made ready. */
  private static final class Next {
    private final Handoff handoff;
    private Optional<VectorSchemaRoot> batch = Optional.empty();

    Next(OrderedBatches from, Executor executor) {
      this.handoff = Handoff.begin(() -> batch = from.next(), executor);
    }

    Optional<VectorSchemaRoot> get() {
      handoff.await();
      return batch;
    }

    void close() {
      if (!handoff.cancel()) {
        batch.ifPresent(VectorSchemaRoot::close);
      }
    }
  }

  /**
   * All of some batches.
   *
   * @param batches closed with this; they take no memory but their own allocator's
   */
  ReadAhead(OrderedBatches batches, Executor executor) {
    this.batches = batches;
    this.executor = executor;
  }

  @Override
  public Optional<VectorSchemaRoot> next() {
    Next ready = next == null ? new Next(batches, executor) : next;
    next = null;
    Optional<VectorSchemaRoot> batch = ready.get();
    if (batch.isPresent()) {
      next = new Next(batches, executor);
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
      Next unused = next;
      next = null;
      if (unused != null) {
        unused.close();
      }
    }
  }
}
