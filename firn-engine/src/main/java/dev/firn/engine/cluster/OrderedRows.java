package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.PartitionFields;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Comparators;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come in order, batch by batch, and are told apart by partition. The partitions that are
 * announced together are those that begin in one batch.
 *
 * <p>Threads: one.
 */
final class OrderedRows implements ClusteredRows {
  private static final BatchOrigin ORIGIN = new BatchOrigin("rows in order", 1);

  private final ClusterPlan plan;
  private final OrderedBatches batches;
  private final BufferAllocator allocator;

  /** Iceberg's, because values that are bytes are equal to nothing but themselves. */
  private final Comparator<StructLike> order;

  /** Where partitions begin in the batch, and which they are. */
  private RunStarts starts = new RunStarts();

  private final List<PartitionKey> partitions = new ArrayList<>();
  private @Nullable VectorSchemaRoot root;
  private double rowBytes;
  private int taken;
  private int announced;

  /**
   * All rows of some batches.
   *
   * @param batches closed with the rows
   */
  OrderedRows(ClusterPlan plan, OrderedBatches batches, BufferAllocator allocator) {
    this.plan = plan;
    this.batches = batches;
    this.allocator = allocator;
    this.order = Comparators.forType(plan.spec().partitionType());
  }

  @Override
  public List<PartitionKey> announce(int countMax) {
    if (taken < announced) {
      throw new IllegalStateException("Rows of announced partitions were not taken");
    }
    if (taken == partitions.size() && !nextBatch()) {
      return List.of();
    }
    announced = Math.min(partitions.size(), taken + countMax);
    return List.copyOf(partitions.subList(taken, announced));
  }

  @Override
  public Optional<PartitionSlice> next() {
    if (taken == announced && taken > 0 && taken == partitions.size()) {
      PartitionKey last = partitions.getLast();
      if (!nextBatch()) {
        return Optional.empty();
      }
      // The last partition may go on; others of the batch are to be announced first.
      if (order.compare(partitions.getFirst().values(), last.values()) == 0) {
        partitions.set(0, last);
        announced = 1;
      }
    }
    if (taken == announced || root == null) {
      return Optional.empty();
    }
    int from = starts.get(taken);
    int to = taken + 1 < starts.count() ? starts.get(taken + 1) : root.getRowCount();
    return Optional.of(
        new PartitionSlice(partitions.get(taken++), root, from, to - from, rowBytes));
  }

  @Override
  public boolean isWhole() {
    return batches.isWhole();
  }

  @Override
  public void close() {
    try (batches) {
      giveBack();
    }
  }

  private void giveBack() {
    VectorSchemaRoot back = root;
    root = null;
    if (back != null) {
      back.close();
    }
  }

  private boolean nextBatch() {
    partitions.clear();
    taken = 0;
    announced = 0;
    giveBack();
    Optional<VectorSchemaRoot> next = batches.next();
    root = next.orElse(null);
    if (next.isEmpty()) {
      return false;
    }
    // Lent, so never closed here.
    RetainedRows rows = new RetainedRows();
    rows.add(ValidBatch.of(ORIGIN, next.get()));
    rowBytes = rows.rowBytes(0);
    PartitionFields fields = PartitionFields.of(plan.spec(), plan.schema(), rows);
    try (KeySort sort = KeySort.of(rows, allocator)) {
      starts = sort.group(SortKey.ascending(fields.keys()));
    }
    for (int i = 0; i < starts.count(); i++) {
      partitions.add(fields.partitionOf(starts.get(i)));
    }
    return true;
  }
}
