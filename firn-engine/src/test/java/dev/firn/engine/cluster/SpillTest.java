package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.WriterResources;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What spilling asks of disk and memory. */
final class SpillTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "n", Types.LongType.get()),
          Types.NestedField.required(2, "text", Types.StringType.get()));
  private static final ClusterPlan PLAN =
      new ClusterPlan(
          SCHEMA, PartitionSpec.unpartitioned(), SortOrder.builderFor(SCHEMA).asc("n").build());
  private static final long FRAME_BYTES = 10_000;

  @TempDir private Path folder;
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void giveBack() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  private SpillSpace space(Storage storage) {
    return new SpillSpace(
        storage,
        LocalStorage.locationOf(folder),
        () ->
            new FrameSpill(
                LocalStorage.create().createScratchFile(LocalStorage.locationOf(folder)),
                ArrowMapping.toArrow(SCHEMA),
                FrameCompression.LZ4,
                allocator),
        FRAME_BYTES,
        () -> 1 << 20,
        MemoryBudget.of(1L << 40),
        EngineMetrics.inMemory(),
        TableName.parse("air.flights"));
  }

  @Test
  void diskThatWouldBeFullIsLeftToOthers() {
    try (Clustering clustering =
        Clustering.of(
            PLAN, space(withFreeBytes(1_000)), WriterResources.singleThreaded(allocator))) {
      clustering.add(batch(2, 1));
      assertThatThrownBy(clustering::spill)
          .isInstanceOfSatisfying(
              FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
          .hasMessageContaining("air.flights")
          .hasMessageContaining("found 1,000 free")
          .hasMessageContaining("spill.path");
    }
  }

  @Test
  void failureOfAHelperIsThrownByALaterCall() {
    try (Clustering clustering =
        Clustering.of(
            PLAN,
            space(withFreeBytes(1_000)),
            new WriterResources(allocator, task -> new Thread(task, "helper").start(), 2))) {
      clustering.add(batch(2, 1));
      clustering.spill();
      clustering.add(batch(2, 1));
      assertThatThrownBy(clustering::finish).hasMessageContaining("found 1,000 free");
    }
  }

  @Test
  void whatAHelperHasNotBegunIsGivenBack() {
    try (Clustering clustering =
        Clustering.of(
            PLAN, space(LocalStorage.create()), new WriterResources(allocator, task -> {}, 2))) {
      clustering.add(batch(2, 1));
      clustering.spill();
      assertThat(clustering.spillingBytes()).isPositive();
      assertThat(clustering.retainedBytes()).isZero();
    }
  }

  @Test
  void fewLargeRowsAmongManySmallOnesDoNotMakeLargeFrames() {
    try (RetainedRows rows = new RetainedRows();
        Spill spill =
            new Spill(
                PLAN, space(LocalStorage.create()), WriterResources.singleThreaded(allocator))) {
      rows.add(batch(1_000, 8 * FRAME_BYTES));
      spill.add(rows);
      assertThat(spill.runs())
          .singleElement()
          .satisfies(run -> assertThat(run.batchBytesMax()).isLessThan(9 * FRAME_BYTES));
    }
  }

  @Test
  void moreRunsThanAreReadAtOnceAreMergedInOrder() {
    List<Long> order = new ArrayList<>();
    try (Clustering clustering =
        Clustering.of(
            PLAN, space(LocalStorage.create()), WriterResources.singleThreaded(allocator))) {
      for (int i = 0; i < 60; i++) {
        clustering.add(batch(1_000, 1));
        clustering.spill();
      }
      try (ClusteredRows rows = clustering.finish()) {
        rows.announce(1);
        for (Optional<PartitionSlice> next = rows.next(); next.isPresent(); next = rows.next()) {
          BigIntVector numbers = (BigIntVector) next.get().root().getVector(0);
          for (int i = 0; i < next.get().rowCount(); i++) {
            order.add(numbers.get(next.get().position() + i));
          }
        }
      }
    }
    assertThat(order).hasSize(60_000).isSorted();
  }

  /** Numbers from the last to the first; the last rows have much text, others next to none. */
  private ValidBatch batch(int rowCount, long largeBytes) {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
    BigIntVector numbers = (BigIntVector) root.getVector(0);
    VarCharVector texts = (VarCharVector) root.getVector(1);
    for (int i = 0; i < rowCount; i++) {
      numbers.setSafe(i, rowCount - i);
      int bytes = i < 5 ? (int) largeBytes : 1;
      texts.setSafe(i, "x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(rowCount);
    return ValidBatch.of(new BatchOrigin("test", 1), root);
  }

  /** Real storage on a disk that says so. */
  private static Storage withFreeBytes(long bytes) {
    Storage real = LocalStorage.create();
    return (Storage)
        Proxy.newProxyInstance(
            SpillTest.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (_, method, arguments) ->
                method.getName().equals("freeBytes") ? bytes : method.invoke(real, arguments));
  }
}
