package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.partition.RowChunk;
import dev.firn.engine.schema.ArrowMapping;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Rows are compared a chunk at a time; no pair of neighbours is left out between two chunks. */
final class RowOrderTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
  private static final ClusterPlan PLAN =
      new ClusterPlan(
          SCHEMA, PartitionSpec.unpartitioned(), SortOrder.builderFor(SCHEMA).asc("n").build());
  private static final int ROWS = 3 * RowChunk.ROWS_MAX;

  @Test
  void onlyRowThatIsBeforeItsPredecessorIsFoundWhereverItStands() {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator)) {
      BigIntVector numbers = (BigIntVector) root.getVector(0);
      for (int wrong = 1; wrong <= ROWS; wrong++) {
        for (int row = 0; row < ROWS; row++) {
          numbers.setSafe(row, row < wrong ? ROWS + row : row);
        }
        root.setRowCount(ROWS);
        int expected = wrong == ROWS ? RowOrder.IN_ORDER : wrong;
        try (RowOrder order = new RowOrder(PLAN, allocator)) {
          assertThat(order.check(root, 0, ROWS)).isEqualTo(expected);
        }
        try (RowOrder order = new RowOrder(PLAN, allocator)) {
          order.keep(root, 0);
          assertThat(order.check(root, 0, ROWS)).as("behind a row").isEqualTo(expected);
        }
      }
    }
  }
}
