package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.partition.RetainedRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Rows that have come in order so far: those that are held, then what follows in their source, a
 * batch at a time. Each is held against what came before it; the first that is out of order ends
 * the stream.
 *
 * <p>Threads: one.
 */
final class NoticedStream implements OrderedBatches {
  private final Deque<ValidBatch> held;
  private final ValidBatches rest;
  private final RowOrder order;
  private boolean isOutOfOrder;

  /**
   * A stream.
   *
   * @param held in order; taken over
   * @param rest stays the caller's
   * @param order knows the last row that is held; stays the caller's
   */
  NoticedStream(RetainedRows held, ValidBatches rest, RowOrder order) {
    this.held = new ArrayDeque<>(held.release());
    this.rest = rest;
    this.order = order;
  }

  @Override
  public Optional<VectorSchemaRoot> next() {
    ValidBatch next = held.poll();
    if (next == null) {
      next = nextOfRest();
    }
    return Optional.ofNullable(next).map(ValidBatch::root);
  }

  private @Nullable ValidBatch nextOfRest() {
    Optional<ValidBatch> next = isOutOfOrder ? Optional.empty() : rest.next();
    while (next.isPresent() && next.get().rowCount() == 0) {
      next.get().close();
      next = rest.next();
    }
    if (next.isEmpty()) {
      return null;
    }
    boolean isTaken = false;
    try {
      isOutOfOrder = order.check(next.get().root(), 0, next.get().rowCount()) != RowOrder.IN_ORDER;
      isTaken = !isOutOfOrder;
      return isTaken ? next.get() : null;
    } finally {
      if (!isTaken) {
        next.get().close();
      }
    }
  }

  @Override
  public boolean isWhole() {
    return !isOutOfOrder;
  }

  @Override
  public void close() {
    for (ValidBatch each = held.poll(); each != null; each = held.poll()) {
      each.close();
    }
  }
}
