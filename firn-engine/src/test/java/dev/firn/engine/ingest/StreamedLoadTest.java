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
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads and seals of more rows than fit the budget, which come in the table's order or nearly. */
final class StreamedLoadTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "n", Types.LongType.get()),
          Types.NestedField.required(2, "place", Types.StringType.get()));
  private static final PartitionSpec BY_PLACE =
      PartitionSpec.builderFor(SCHEMA).identity("place").build();
  private static final SortOrder BY_N = SortOrder.builderFor(SCHEMA).asc("n").build();
  private static final long BUDGET_BYTES = 20_000_000;
  private static final int BATCH_ROWS = 10_000;
  private static final int BATCHES = 60;
  private static final long ROWS = (long) BATCHES * BATCH_ROWS;
  @TempDir private Path folder;
  private Firn firn;
  private FirnTable table;

  @BeforeEach
  void open() {
    FirnConfig config =
        FirnConfig.of(folder.resolve("warehouse"))
            .withMemoryBytesMax(BUDGET_BYTES)
            .withParallelism(1);
    firn =
        Firn.open(
            config,
            LocalStorage.create(),
            Registry.dataSource(config.catalogUri()),
            Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), 1),
            new IcebergValues());
    table =
        firn.createTable(
            new NewTable(TestWarehouse.TABLE, SCHEMA, BY_PLACE, BY_N, Map.of(), Optional.empty()));
  }

  @AfterEach
  void close() {
    assertThat(firn.budget().peakBytes()).isLessThanOrEqualTo(BUDGET_BYTES);
    assertThat(firn.budget().usedBytes()).as("memory given back").isZero();
    firn.close();
  }

  @Test
  void rowsInOrderAreNoticedAndPassedOnWithoutTouchingTheDisk() {
    load(
        again("a", 0, BATCHES / 2, LongUnaryOperator.identity()),
        again("b", BATCHES / 2, BATCHES, LongUnaryOperator.identity()));
    requireWay("streaming");
    assertThat(count("firn.spill.runs")).isZero();
    assertThat(count("firn.cluster.restarts")).isZero();
    requireRows(ROWS);
  }

  @Test
  void rowsThatLoseTheirOrderLateAreReadAgainAndNothingOfTheFirstTryIsLeft() {
    load(
        again("a", 0, BATCHES / 2, StreamedLoadTest::late),
        again("b", BATCHES / 2, BATCHES, StreamedLoadTest::late));
    requireWay("external");
    assertThat(count("firn.cluster.restarts")).isEqualTo(1);
    assertThat(count("firn.ingest.batches")).isEqualTo(BATCHES);
    requireRows(ROWS);
  }

  @Test
  void rowsInOrderThatCannotBeReadAgainAreOneRun() {
    table.load(reader(0, BATCHES, LongUnaryOperator.identity()));
    requireWay("external");
    assertThat(count("firn.spill.runs")).isEqualTo(1);
    requireRows(ROWS);
  }

  @Test
  void rowsThatFitAreSortedInMemoryWhateverTheirOrder() {
    load(again("a", 0, 1, row -> -row));
    requireWay("memory");
    requireRows(BATCH_ROWS);
  }

  @Test
  void allViolationsOfAStreamAreFoundOnceAndNothingIsLeft() {
    assertThatThrownBy(
            () ->
                load(
                    again("a", 0, BATCHES, LongUnaryOperator.identity()),
                    bad("bad", BATCHES, 7),
                    bad("worse", BATCHES, 5)))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(e.violationCountsByKind().values()).containsExactly(12L);
            });
    requireUnchanged();
  }

  @Test
  void inputsThatAreSortedByTheirUsersWordAreMergedAsTheyAreRead() {
    List<LoadSource> sources = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int offset = i;
      sources.add(once("part " + i, 0, BATCHES / 6, row -> 6 * row + offset));
    }
    table.load(sources, LoadOptions.DEFAULT.withSortedInput());
    requireWay("streaming");
    assertThat(count("firn.spill.runs")).isZero();
    requireRows(ROWS);
  }

  @Test
  void moreSortedInputsThanMayBeOpenAreMergedOnDiskFirst() {
    List<LoadSource> sources = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int offset = i;
      sources.add(once("part " + i, 0, 1, row -> 40 * row + offset));
    }
    table.load(sources, LoadOptions.DEFAULT.withSortedInput());
    requireWay("external");
    assertThat(count("firn.spill.runs")).isGreaterThan(2);
    requireRows(40L * BATCH_ROWS);
  }

  @Test
  void sortedInputThatIsNotSortedIsRefusedWithItsRow() {
    LoadOptions sorted = LoadOptions.DEFAULT.withSortedInput();
    assertThatThrownBy(
            () ->
                table.load(
                    List.of(
                        once("a", 0, 2, LongUnaryOperator.identity()),
                        once("b", 0, BATCHES, StreamedLoadTest::late)),
                    sorted))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(e)
                  .hasMessage(
                      "Input 'b', row 600000, column 'place': expected rows in the table's order"
                          + " (place, then n), found place 0 behind place 6. Nothing was written;"
                          + " leave --sorted-input off, and the rows are sorted.");
              assertThat(e.violations())
                  .singleElement()
                  .satisfies(
                      each -> {
                        assertThat(each.source()).isEqualTo("b");
                        assertThat(each.row()).isEqualTo(ROWS);
                      });
            });
    requireUnchanged();
  }

  @Test
  void allViolationsOfSortedInputsAreFound() {
    assertThatThrownBy(
            () ->
                table.load(
                    List.of(
                        once("a", 0, BATCHES, LongUnaryOperator.identity()),
                        bad("b", 0, 3),
                        bad("c", 0, 4)),
                    LoadOptions.DEFAULT.withSortedInput()))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> assertThat(e.violationCountsByKind().values()).containsExactly(7L));
    requireUnchanged();
  }

  @Test
  void emptySortedInputsAreASnapshotWithoutFiles() {
    CommittedSnapshot done =
        table.load(
            List.of(once("a", 0, 0, LongUnaryOperator.identity())),
            LoadOptions.DEFAULT.withSortedInput());
    assertThat(done.files()).isZero();
  }

  @Test
  void loggedRowsInOrderAreNoticedByTheirSeal() {
    append(LongUnaryOperator.identity());
    assertThat(table.seal()).singleElement().extracting(CommittedSnapshot::rows).isEqualTo(ROWS);
    requireWay("streaming");
    requireRows(ROWS);
  }

  @Test
  void loggedRowsThatLoseTheirOrderLateAreReadAgainAndTheirSendersAreCountedOnce() {
    append(StreamedLoadTest::late);
    assertThat(table.seal()).singleElement().extracting(CommittedSnapshot::rows).isEqualTo(ROWS);
    requireWay("external");
    assertThat(count("firn.cluster.restarts")).isEqualTo(1);
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("firn.producer.p", "rows=" + ROWS + ",last=" + ROWS);
    requireRows(ROWS);
  }

  private void append(LongUnaryOperator numbers) {
    try (Appender appender = table.appender("p")) {
      for (int i = 0; i < BATCHES; i++) {
        Schema schema = appender.target(ViolationLog.of("test")).schema();
        VectorSchemaRoot root =
            VectorSchemaRoot.create(ArrowMapping.toArrow(schema), appender.allocator());
        fill(root, (long) i * BATCH_ROWS, numbers);
        var _ = appender.append(root, (long) i * BATCH_ROWS + 1).toCompletableFuture().join();
      }
    }
  }

  private void load(LoadSource... sources) {
    table.load(List.of(sources), LoadOptions.DEFAULT);
  }

  private void requireWay(String way) {
    assertThat(
            firn.metrics().get("firn.cluster").counters().stream()
                .map(counter -> counter.getId().getTag("mode") + " " + counter.count()))
        .containsExactly(way + " 1.0");
  }

  private double count(String name) {
    return firn.metrics().find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  private void requireRows(long rows) {
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(rows);
    assertThat(table.dataFiles()).allMatch(file -> file.sortOrderId() == 1);
    assertThat(table.verify().problems()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a load");
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  private void requireUnchanged() {
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a refusal");
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  private LoadSource again(String name, int from, int to, LongUnaryOperator numbers) {
    return new RepeatableSource(name, () -> reader(from, to, numbers));
  }

  private LoadSource once(String name, int from, int to, LongUnaryOperator numbers) {
    return LoadSource.ofArrow(name, () -> reader(from, to, numbers));
  }

  private LoadSource bad(String name, int batch, int wrongRows) {
    List<Consumer<VectorSchemaRoot>> batches =
        List.of(
            root -> {
              fill(root, (long) batch * BATCH_ROWS, LongUnaryOperator.identity());
              for (int i = 0; i < wrongRows; i++) {
                root.getVector("place").setNull(10 * i);
              }
            });
    return new RepeatableSource(name, () -> reader(batches));
  }

  /** The last row is before all others. */
  private static long late(long row) {
    return row == ROWS - 1 ? -1 : row;
  }

  private RowsReader reader(int from, int to, LongUnaryOperator numbers) {
    List<Consumer<VectorSchemaRoot>> batches = new ArrayList<>();
    for (int i = from; i < to; i++) {
      long firstRow = (long) i * BATCH_ROWS;
      batches.add(root -> fill(root, firstRow, numbers));
    }
    return reader(batches);
  }

  private RowsReader reader(List<Consumer<VectorSchemaRoot>> batches) {
    return new RowsReader(firn.allocator(), ArrowMapping.toArrow(SCHEMA), batches);
  }

  /** Numbers in the order of the function's, in seven places that follow each other. */
  private static void fill(VectorSchemaRoot root, long firstRow, LongUnaryOperator numbers) {
    BigIntVector numbersOf = (BigIntVector) root.getVector("n");
    VarCharVector places = (VarCharVector) root.getVector("place");
    for (int i = 0; i < BATCH_ROWS; i++) {
      long number = numbers.applyAsLong(firstRow + i);
      numbersOf.setSafe(i, number);
      String place = "place " + Math.max(0, number * 7 / ROWS);
      places.setSafe(i, place.getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(BATCH_ROWS);
  }
}
