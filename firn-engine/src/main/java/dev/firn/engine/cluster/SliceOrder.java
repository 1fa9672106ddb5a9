package dev.firn.engine.cluster;

import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.PartitionSpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether the slices that are written are in the table's order, whatever brought them there: each
 * row against the one before it, from slice to slice of a partition. It is what a file's {@code
 * sort_order_id} stands on.
 *
 * <p>Limit: a copy of one row's sort columns, of the allocator.
 *
 * <p>Threads: one.
 */
public final class SliceOrder implements AutoCloseable {
  private final RowOrder order;
  private @Nullable PartitionKey partition;

  private SliceOrder(RowOrder order) {
    this.order = order;
  }

  /** A check of rows that are to be clustered by a plan. */
  public static SliceOrder of(ClusterPlan plan, BufferAllocator allocator) {
    ClusterPlan within =
        new ClusterPlan(plan.schema(), PartitionSpec.unpartitioned(), plan.order());
    return new SliceOrder(new RowOrder(within, allocator));
  }

  /**
   * Whether the rows of a slice are in order, and its first is not before the last of the slice
   * before, if that was of the same partition.
   */
  public boolean continues(PartitionSlice slice) {
    if (!slice.partition().equals(partition)) {
      order.forget();
      partition = slice.partition();
    }
    if (order.check(slice.root(), slice.position(), slice.rowCount()) == RowOrder.IN_ORDER) {
      return true;
    }
    // What comes next is held against what came last, be it where it should be or not.
    order.keep(slice.root(), slice.position() + slice.rowCount() - 1);
    return false;
  }

  @Override
  public void close() {
    order.close();
  }
}
