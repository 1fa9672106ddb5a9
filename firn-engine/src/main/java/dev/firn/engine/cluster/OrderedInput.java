package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;

/**
 * An input whose rows are in order by its user's word, which is held against its rows.
 *
 * <p>Threads: one. Failures: {@link ErrorCode#DATA_REFUSED} with the first row that is before its
 * predecessor.
 */
final class OrderedInput implements ValidBatches {
  private final ValidBatches batches;
  private final RowOrder order;

  /**
   * An input.
   *
   * @param batches closed with this
   */
  OrderedInput(ClusterPlan plan, ValidBatches batches, BufferAllocator allocator) {
    this.batches = batches;
    this.order = new RowOrder(plan, allocator);
  }

  @Override
  public Optional<ValidBatch> next() {
    Optional<ValidBatch> next = batches.next();
    if (next.isPresent()) {
      requireInOrder(next.get());
    }
    return next;
  }

  private void requireInOrder(ValidBatch batch) {
    boolean isTaken = false;
    try {
      int before = order.check(batch.root(), 0, batch.rowCount());
      if (before != RowOrder.IN_ORDER) {
        throw refusal(batch.origin(), before, order.explain(batch.root(), 0, before));
      }
      isTaken = true;
    } finally {
      if (!isTaken) {
        batch.close();
      }
    }
  }

  private FirnException refusal(BatchOrigin origin, int position, Disorder disorder) {
    String expected = "rows in the table's order (" + Disorder.orderOf(order.plan()) + ")";
    String found = disorder.value() + " behind " + disorder.valueBefore();
    OptionalLong line = origin.lineAt(position);
    Violation violation =
        Violation.ofRow(origin.rowAt(position), disorder.column(), expected, found)
            .inSource(origin.sourceName());
    return new FirnException(
        ErrorCode.DATA_REFUSED,
        String.format(
            Locale.ROOT,
            "Input '%s', %srow %d, column '%s': expected %s, found %s. Nothing was written; leave"
                + " --sorted-input off, and the rows are sorted.",
            origin.sourceName(),
            line.isPresent() ? "line " + line.getAsLong() + ", " : "",
            origin.rowAt(position),
            disorder.column(),
            expected,
            found),
        List.of(line.isPresent() ? violation.onLine(line.getAsLong()) : violation),
        Map.of(ViolationKind.VALUE, 1L));
  }

  @Override
  public void close() {
    try (order) {
      batches.close();
    }
  }
}
