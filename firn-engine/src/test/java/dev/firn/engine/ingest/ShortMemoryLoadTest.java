package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.memory.Shrink;
import dev.firn.engine.schema.ArrowMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load while others hold most of the budget: it makes do with less, waits, and finishes. */
final class ShortMemoryLoadTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "word", Types.StringType.get()));
  private static final long BUDGET_BYTES = 64_000_000;
  private static final int BATCHES = 100;
  private static final int BATCH_ROWS = 5_000;
  private static final long SEED = 7;

  @TempDir private Path folder;

  @Test
  void loadWaitsForOthersShrinksItsRowGroupsAndFinishes() throws InterruptedException {
    TestWarehouse warehouse = new TestWarehouse(folder.resolve("warehouse"));
    try (Firn firn =
        warehouse.open(config -> config.withMemoryBytesMax(BUDGET_BYTES).withParallelism(1))) {
      FirnTable table =
          firn.createTable(
              new NewTable(
                  TestWarehouse.TABLE,
                  SCHEMA,
                  PartitionSpec.unpartitioned(),
                  SortOrder.unsorted(),
                  Map.of(),
                  Optional.empty()));
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread load = new Thread(() -> table.load(words(firn)), "load");
      load.setUncaughtExceptionHandler((thread, problem) -> failure.set(problem));
      try (Reservation _ = reserve(firn, BUDGET_BYTES * 3 / 4)) {
        try (Reservation _ = reserve(firn, BUDGET_BYTES / 4 - 1)) {
          load.start();
          while (load.getState() != Thread.State.TIMED_WAITING && load.isAlive()) {
            Thread.onSpinWait();
          }
        }
        load.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(TableFolder.of(table).rowCount()).isEqualTo((long) BATCHES * BATCH_ROWS);
      assertThat(firn.budget().events().waits()).isPositive();
      assertThat(firn.budget().events().shrinks(Shrink.ROW_GROUP)).isPositive();
      assertThat(firn.metrics().get("firn.memory.waits").functionCounter().count()).isPositive();
      assertThat(
              firn.metrics()
                  .get("firn.memory.shrinks")
                  .tag("part", "row_group")
                  .functionCounter()
                  .count())
          .isPositive();
      assertThat(firn.budget().usedBytes()).isZero();
      assertThat(firn.budget().peakBytes()).isLessThanOrEqualTo(BUDGET_BYTES);
    }
  }

  private static Reservation reserve(Firn firn, long bytes) {
    return firn.budget().reserve("another load", bytes, Duration.ZERO);
  }

  /** Words that no dictionary makes smaller. */
  private static RowsReader words(Firn firn) {
    Random random = new Random(SEED);
    return new RowsReader(
        firn.allocator(),
        ArrowMapping.toArrow(SCHEMA),
        Collections.nCopies(BATCHES, root -> fill(root, random)));
  }

  private static void fill(VectorSchemaRoot root, Random random) {
    VarCharVector words = (VarCharVector) root.getVector(0);
    words.allocateNew(BATCH_ROWS * 20L, BATCH_ROWS);
    for (int row = 0; row < BATCH_ROWS; row++) {
      words.set(row, Long.toHexString(random.nextLong()).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(BATCH_ROWS);
  }
}
