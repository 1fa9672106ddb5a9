package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.RepeatableSource;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultyStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads of which a helper reads the next batch while the last one is written. */
final class ReadAheadLoadTest {
  private static final long BUDGET_BYTES = 64_000_000;
  private static final int BATCHES = 6;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
  private Firn firn;
  private FirnTable table;

  private void open(int parallelism, FaultPlan plan) {
    FirnConfig config =
        FirnConfig.of(folder.resolve("warehouse"))
            .withMemoryBytesMax(BUDGET_BYTES)
            .withParallelism(parallelism);
    firn =
        Firn.open(
            config,
            FaultyStorage.of(plan),
            Registry.dataSource(config.catalogUri()),
            Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), 1),
            new IcebergValues());
    table = TestWarehouse.createTable(firn);
  }

  @AfterEach
  void close() {
    assertThat(firn.budget().usedBytes()).as("memory given back").isZero();
    firn.close();
  }

  @Test
  void nextBatchIsReadWhileTheLastOneIsWritten() {
    CountDownLatch isSecondRead = new CountDownLatch(1);
    open(
        2,
        FaultPlan.by(
            1,
            call -> {
              if (call.matches("create .*[.]parquet")) {
                awaitOrFail(isSecondRead);
              }
              return Optional.empty();
            }));
    load(
        List.of(
            root -> fill(root, 1),
            root -> {
              isSecondRead.countDown();
              fill(root, 2);
            },
            root -> fill(root, 3)));
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(3);
    assertThat(readers).hasSize(2);
  }

  @Test
  void callerReadsHimselfWhatCannotBeReadAgain() {
    open(2, FaultPlan.none());
    table.load(reader(numbers()));
    requireCallerAlone();
  }

  @Test
  void callerReadsHimselfWithoutAHelper() {
    open(1, FaultPlan.none());
    load(numbers());
    requireCallerAlone();
  }

  @Test
  void callerReadsHimselfWhenMemoryIsShort() {
    open(2, FaultPlan.none());
    try (Reservation _ =
        firn.budget().reserve("another load", BUDGET_BYTES * 5 / 8, Duration.ZERO)) {
      load(numbers());
    }
    requireCallerAlone();
  }

  private void requireCallerAlone() {
    assertThat(readers).containsExactly(Thread.currentThread());
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(BATCHES);
  }

  @Test
  void allThatDoesNotFitIsFound() {
    open(2, FaultPlan.none());
    assertThatThrownBy(
            () ->
                load(
                    List.of(
                        root -> fill(root, 1),
                        root -> fillNull(root),
                        root -> fill(root, 3),
                        root -> fillNull(root))))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(e.violationCountsByKind().values()).containsExactly(2L);
            });
    requireUnchanged();
  }

  @Test
  void failureOfALaterBatchLeavesNothing() {
    open(2, FaultPlan.none());
    assertThatThrownBy(
            () ->
                load(
                    List.of(
                        root -> fill(root, 1),
                        root -> {
                          throw new IllegalStateException("the disk is gone");
                        })))
        .hasMessage("the disk is gone");
    requireUnchanged();
  }

  @Test
  void interruptReachesTheHelperThatReads() {
    open(2, FaultPlan.none());
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                load(
                    List.of(
                        root -> fill(root, 1),
                        root -> {
                          caller.interrupt();
                          awaitInterrupt();
                          fill(root, 2);
                        })))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
    requireUnchanged();
  }

  private void requireUnchanged() {
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after the load");
  }

  /** Loads batches that can be read again. */
  private void load(List<Consumer<VectorSchemaRoot>> batches) {
    LoadSource source = new RepeatableSource("numbers", () -> reader(batches));
    table.load(List.of(source), LoadOptions.DEFAULT);
  }

  private RowsReader reader(List<Consumer<VectorSchemaRoot>> batches) {
    return new RowsReader(
        firn.allocator(),
        ArrowMapping.toArrow(TestWarehouse.SCHEMA),
        batches.stream().map(this::noticed).toList());
  }

  private Consumer<VectorSchemaRoot> noticed(Consumer<VectorSchemaRoot> batch) {
    return root -> {
      readers.add(Thread.currentThread());
      batch.accept(root);
    };
  }

  private static List<Consumer<VectorSchemaRoot>> numbers() {
    return IntStream.range(0, BATCHES)
        .<Consumer<VectorSchemaRoot>>mapToObj(number -> root -> fill(root, number))
        .toList();
  }

  private static void fill(VectorSchemaRoot root, long number) {
    TestWarehouse.fill(root, number);
  }

  private static void fillNull(VectorSchemaRoot root) {
    ((BigIntVector) root.getVector(0)).setNull(0);
    root.setRowCount(1);
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("No helper reads the second batch.");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitInterrupt() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
      throw new IllegalStateException("The interrupt does not reach the reader.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
