package dev.firn.engine.metric;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RepeatableSource;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/** What can go wrong with a table, made to happen. */
final class Mishaps {
  /** Properties of a table whose files end after a few rows. */
  static final Map<String, String> SMALL_FILES = Map.of("firn.max-file-size", "4096");

  private Mishaps() {}

  /** A load of two batches, of which the second has a row without its number. */
  static void refuseALoad(Firn firn) {
    FirnTable table = firn.table(TestWarehouse.TABLE.toString());
    RowsReader reader =
        batches(
            firn,
            List.of(
                root -> TestWarehouse.fill(root, 1, 2),
                root -> {
                  TestWarehouse.fill(root, 1, 2, 3, 4);
                  ((BigIntVector) root.getVector(0)).setNull(0);
                }));
    assertThatThrownBy(() -> table.load(reader)).isInstanceOf(FirnException.class);
  }

  /** A change that another process overtakes once. */
  static void loseARace(Firn firn, Firn winner) {
    boolean[] raced = new boolean[1];
    Evolution.evolve(
        firn,
        firn.table(TestWarehouse.TABLE.toString()),
        table -> {
          if (!raced[0]) {
            raced[0] = true;
            TestWarehouse.load(winner, 7);
          }
          table.updateProperties().set("note", "changed").commit();
        });
  }

  /** A process that dies in the middle of a load, with finished files of its first batch. */
  static void leaveFiles(TestWarehouse warehouse) {
    FaultPlan plan = FaultPlan.none();
    Firn dying = warehouse.open(plan);
    RowsReader reader =
        batches(
            dying,
            List.of(
                // Spread widely, so that they do not compress and the cap ends files.
                root -> TestWarehouse.fill(root, new Random(1).longs(3_000).toArray()),
                root -> plan.crash()));
    assertThatThrownBy(
            () -> {
              try (dying) {
                dying.table(TestWarehouse.TABLE.toString()).load(reader);
              }
            })
        .isInstanceOf(RuntimeException.class);
  }

  /** A process that dies with an acknowledged row that is not committed. */
  static void leaveRowsInALog(TestWarehouse warehouse) {
    warehouse.runAndDie(
        dying -> {
          Appender appender = dying.table(TestWarehouse.TABLE.toString()).appender("p");
          var receipt = appender.appendRow(1, 1L);
          appender.flush();
          receipt.toCompletableFuture().join();
        });
  }

  /** A load into a sorted table while others have nearly all of the memory. */
  static void spill(Firn firn) {
    TableName sorted = TableName.parse("air.sorted");
    Schema schema = TestWarehouse.SCHEMA;
    String column = schema.columns().getFirst().name();
    firn.createTable(
        new NewTable(
            sorted,
            schema,
            PartitionSpec.unpartitioned(),
            SortOrder.builderFor(schema).asc(column).build(),
            Map.of(),
            Optional.empty()));
    long[] numbers = new Random(1).longs(50_000).toArray();
    long bytes = firn.budget().bytesMax() * 9 / 10;
    try (Reservation _ = firn.budget().reserve("others", bytes, Duration.ZERO)) {
      firn.table(sorted.toString())
          .load(
              batches(
                  firn,
                  List.of(
                      root -> TestWarehouse.fill(root, numbers),
                      root -> TestWarehouse.fill(root, numbers))));
    }
  }

  /** A load whose rows are in order until most have been passed on. */
  static void loseOrder(Firn firn) {
    long bytes = firn.budget().bytesMax() * 9 / 10;
    List<Consumer<VectorSchemaRoot>> batches =
        List.of(
            root -> TestWarehouse.fill(root, LongStream.range(0, 50_000).toArray()),
            root -> TestWarehouse.fill(root, LongStream.range(50_000, 100_000).toArray()),
            root -> TestWarehouse.fill(root, 7));
    try (Reservation _ = firn.budget().reserve("others", bytes, Duration.ZERO)) {
      firn.table("air.sorted")
          .load(
              List.of(new RepeatableSource("ordered", () -> batches(firn, batches))),
              LoadOptions.DEFAULT);
    }
  }

  static RowsReader batches(Firn firn, List<Consumer<VectorSchemaRoot>> batches) {
    return new RowsReader(firn.allocator(), ArrowMapping.toArrow(TestWarehouse.SCHEMA), batches);
  }
}
