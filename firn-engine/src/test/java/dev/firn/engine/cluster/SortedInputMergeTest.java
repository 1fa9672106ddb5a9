package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.WriterResources;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Inputs in order whose batches are large. */
final class SortedInputMergeTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
  private static final ClusterPlan PLAN =
      new ClusterPlan(
          SCHEMA, PartitionSpec.unpartitioned(), SortOrder.builderFor(SCHEMA).asc("n").build());
  private static final int BATCH_ROWS = 50_000;

  @Test
  void batchesThatAreLargerThanThePartsTheyAreComparedByAreMergedInOrder() {
    List<Long> merged = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      SpillSpace none =
          new SpillSpace(
              LocalStorage.create(),
              "",
              () -> {
                throw new IllegalStateException("Nothing is to be spilled");
              },
              1,
              () -> Long.MAX_VALUE,
              MemoryBudget.of(1L << 40),
              EngineMetrics.inMemory(),
              TableName.parse("air.flights"));
      // The first ends in the middle of the second, whose last rows are alone.
      List<SortedInput> inputs =
          List.of(
              new SortedInput(() -> input(allocator, 0, BATCH_ROWS), 2),
              new SortedInput(() -> input(allocator, BATCH_ROWS, BATCH_ROWS, BATCH_ROWS), 2));
      try (Clustering clustering =
              Clustering.of(PLAN, none, WriterResources.singleThreaded(allocator));
          ClusteredRows rows = clustering.merge(inputs)) {
        rows.announce(1);
        for (Optional<PartitionSlice> next = rows.next(); next.isPresent(); next = rows.next()) {
          BigIntVector numbers = (BigIntVector) next.get().root().getVector(0);
          for (int i = 0; i < next.get().rowCount(); i++) {
            merged.add(numbers.get(next.get().position() + i));
          }
        }
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
    List<Long> expected =
        LongStream.concat(
                LongStream.range(0, BATCH_ROWS).map(row -> 2 * row),
                LongStream.range(BATCH_ROWS, 3L * BATCH_ROWS).map(row -> row + 1))
            .sorted()
            .boxed()
            .toList();
    assertThat(merged).isEqualTo(expected);
  }

  /** Even numbers from 0 on, or all behind a number. */
  private static ValidBatches input(BufferAllocator allocator, long from, int... batches) {
    List<ValidBatch> made = new ArrayList<>();
    long number = from;
    for (int rows : batches) {
      VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
      BigIntVector numbers = (BigIntVector) root.getVector(0);
      for (int i = 0; i < rows; i++) {
        numbers.setSafe(i, from == 0 ? 2 * number : number + 1);
        number++;
      }
      root.setRowCount(rows);
      made.add(ValidBatch.of(new BatchOrigin("test", 1), root));
    }
    Iterator<ValidBatch> left = made.iterator();
    return new ValidBatches() {
      @Override
      public Optional<ValidBatch> next() {
        return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
      }

      @Override
      public void close() {
        left.forEachRemaining(ValidBatch::close);
      }
    };
  }
}
