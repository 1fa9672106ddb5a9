package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.RepeatableSource;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.registry.FaultyDataSource;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatistics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fails every storage call and every SQL call of a load and its commit, one after another, and
 * looks at the table after recovery. Take out the look-up after a failure, and this test fails.
 */
@Tag("crash")
final class LoadFaultCrashTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
  private static final TableName NAME = TableName.parse("air.flights");
  private static final int BATCHES = 3;
  private static final long SHORT_BYTES = 64_000_000;
  private static final String KEY = "load-1";

  @TempDir private Path folder;
  private Path warehouse;
  private Path template;
  private boolean isMemoryShort;
  private boolean losesOrder;
  private int loadedRows = 2_000;

  @BeforeEach
  void nameFolders() {
    warehouse = folder.resolve("warehouse");
    template = folder.resolve("template");
  }

  private void createTable(PartitionSpec spec, SortOrder order, Map<String, String> more)
      throws IOException {
    Map<String, String> properties = new HashMap<>(more);
    // A cap that makes two files of one load.
    properties.putIfAbsent("firn.max-file-size", "9000");
    try (Firn firn = open(0)) {
      firn.createTable(new NewTable(NAME, SCHEMA, spec, order, properties, Optional.empty()));
      FirnTable table = firn.table("air.flights");
      assertThat(load(firn, table, "first", 10).rows()).isEqualTo(10);
    }
    copy(warehouse, template);
  }

  @ParameterizedTest
  @EnumSource
  void loadIsInExactlyOnceOrNotAtAllWhicheverCallFails(Mode mode) throws IOException {
    createTable(PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of());
    failEachCall(mode);
  }

  @ParameterizedTest
  @EnumSource
  void loadIntoSortedPartitionsIsInExactlyOnceOrNotAtAllWhicheverCallFails(Mode mode)
      throws IOException {
    createTable(
        PartitionSpec.builderFor(SCHEMA).bucket("n", 3).build(),
        SortOrder.builderFor(SCHEMA).desc("n").build(),
        Map.of());
    failEachCall(mode);
  }

  @ParameterizedTest
  @EnumSource
  void loadThatKeepsPartitionStatisticsIsInExactlyOnceOrNotAtAllWhicheverCallFails(Mode mode)
      throws IOException {
    createTable(
        PartitionSpec.builderFor(SCHEMA).bucket("n", 2).build(),
        SortOrder.unsorted(),
        Map.of("firn.partition-statistics.enabled", "true"));
    failEachCall(mode);
  }

  /** All batches but the last wait on disk, because others have taken most of the memory. */
  @ParameterizedTest
  @EnumSource
  void loadThatSpillsIsInExactlyOnceOrNotAtAllWhicheverCallFails(Mode mode) throws IOException {
    createTable(
        PartitionSpec.builderFor(SCHEMA).bucket("n", 3).build(),
        SortOrder.builderFor(SCHEMA).desc("n").build(),
        Map.of("firn.max-file-size", "90000"));
    loadedRows = 20_000;
    isMemoryShort = true;
    failEachCall(mode);
  }

  /** Rows are passed on as they come, until the last one is out of order and all begins again. */
  @ParameterizedTest
  @EnumSource
  void loadThatLosesItsOrderIsInExactlyOnceOrNotAtAllWhicheverCallFails(Mode mode)
      throws IOException {
    createTable(
        PartitionSpec.unpartitioned(),
        SortOrder.builderFor(SCHEMA).asc("n").build(),
        Map.of("firn.max-file-size", "90000"));
    loadedRows = 20_000;
    isMemoryShort = true;
    losesOrder = true;
    failEachCall(mode);
  }

  private void failEachCall(Mode mode) throws IOException {
    long call = 1;
    for (boolean reached = true; reached; call++) {
      reset();
      FaultPlan plan = FaultPlan.failing(call, mode);
      boolean acknowledged = loadUnder(plan);
      reached = plan.hasFailed();
      String where = "call " + call + ": " + plan.failedAt() + ", acknowledged=" + acknowledged;
      checkAfterRestart(acknowledged, where);
    }
    assertThat(call).as("calls of a load").isGreaterThan(30);
  }

  /** Runs a load under a plan, the process included; tells whether it was acknowledged. */
  private boolean loadUnder(FaultPlan plan) {
    FirnConfig plain = FirnConfig.of(warehouse);
    FirnConfig config =
        isMemoryShort ? plain.withMemoryBytesMax(SHORT_BYTES).withParallelism(1) : plain;
    boolean acknowledged = false;
    try (Firn firn =
        Firn.open(
            config,
            FaultyStorage.of(plan),
            FaultyDataSource.of(Registry.dataSource(config.catalogUri()), plan),
            Environment.of(CLOCK, 1),
            new IcebergValues())) {
      try (Reservation _ = takenByOthers(firn)) {
        acknowledged = load(firn, firn.table("air.flights"), KEY, loadedRows).rows() == loadedRows;
        requireSpills(firn);
      } finally {
        requireCounted(firn, acknowledged ? loadedRows : 0);
      }
    } catch (RuntimeException e) {
      // Expected: the caller was told that it failed, or closing failed after it was done.
      return acknowledged;
    } finally {
      plan.crash();
    }
    return acknowledged;
  }

  private Reservation takenByOthers(Firn firn) {
    long bytes = isMemoryShort ? SHORT_BYTES * 4 / 5 : 1;
    return firn.budget().reserve("others", bytes, Duration.ZERO);
  }

  private void requireSpills(Firn firn) {
    // Batches in order make a run longer.
    assertThat(count(firn, "firn.spill.runs"))
        .isEqualTo(losesOrder ? 2 : isMemoryShort ? BATCHES : 0);
    assertThat(count(firn, "firn.cluster.restarts")).isEqualTo(losesOrder ? 1 : 0);
  }

  private static double count(Firn firn, String name) {
    return firn.metrics().find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** What is counted as taken in is what was acknowledged, whatever failed. */
  private static void requireCounted(Firn firn, int rows) {
    assertThat(count(firn, "firn.ingest.rows")).as("rows counted").isEqualTo(rows);
  }

  private Firn open(long seed) {
    FirnConfig config = FirnConfig.of(warehouse);
    return Firn.open(
        config,
        LocalStorage.create(),
        Registry.dataSource(config.catalogUri()),
        Environment.of(CLOCK, seed),
        new IcebergValues());
  }

  private void checkAfterRestart(boolean acknowledged, String where) {
    try (Firn firn = open(2)) {
      firn.settle(NAME);
      FirnTable table = firn.table("air.flights");
      long rows = TableFolder.of(table).rowCount();
      if (acknowledged) {
        assertThat(rows).as(where).isEqualTo(10L + loadedRows);
      } else {
        assertThat(rows).as(where).isIn(10L, 10L + loadedRows);
      }
      TableFolder.of(table).requireNothingUnreferenced(where);
      assertThat(firn.leftovers()).as(where).isEmpty();

      // The same load again, as a client would: in exactly once now.
      CommittedSnapshot again = load(firn, table, KEY, loadedRows);
      assertThat(again.rows()).as(where).isEqualTo(loadedRows);
      assertThat(TableFolder.of(table).rowCount()).as(where).isEqualTo(10L + loadedRows);
      TableFolder.of(table).requireNothingUnreferenced(where);
      requireStatisticsIfKept(table, where);
    }
  }

  /** A snapshot has true statistics, or the commit did not land. */
  private void requireStatisticsIfKept(FirnTable table, String where) {
    if (!table.metadata().properties().containsKey("firn.partition-statistics.enabled")) {
      return;
    }
    long rows = 0;
    try (CloseableIterable<PartitionStatistics> statistics =
        table.icebergTable().newPartitionStatisticsScan().scan()) {
      for (PartitionStatistics each : statistics) {
        rows += each.dataRecordCount();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(rows).as("rows by statistics, " + where).isEqualTo(10L + loadedRows);
  }

  private CommittedSnapshot load(Firn firn, FirnTable table, String key, int rows) {
    return table.load(List.of(source(firn, rows)), LoadOptions.withKey(key));
  }

  private LoadSource source(Firn firn, int rows) {
    List<Consumer<VectorSchemaRoot>> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      int from = i * rows / BATCHES;
      int to = (i + 1) * rows / BATCHES;
      batches.add(root -> fill(root, from, to, rows));
    }
    Supplier<ArrowReader> reader =
        () -> new RowsReader(firn.allocator(), ArrowMapping.toArrow(SCHEMA), batches);
    return losesOrder
        ? new RepeatableSource("batches", reader)
        : LoadSource.ofArrow("batches", reader);
  }

  private void fill(VectorSchemaRoot root, int from, int to, int rows) {
    BigIntVector vector = (BigIntVector) root.getVector(0);
    for (int i = from; i < to; i++) {
      // Spread widely, so that the values do not compress and the cap makes two files.
      long number = i * 0x9E3779B97F4A7C15L;
      long inOrder = i == rows - 1 ? -1 : ((long) i << 48) + (number >>> 16);
      vector.setSafe(i - from, losesOrder ? inOrder : number);
    }
    root.setRowCount(to - from);
  }

  private void reset() throws IOException {
    delete(warehouse);
    copy(template, warehouse);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
