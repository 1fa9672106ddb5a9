package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads into tables with partitions and sort orders. */
final class ClusteredLoadTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "n", Types.LongType.get()),
          Types.NestedField.optional(2, "place", Types.StringType.get()),
          Types.NestedField.optional(3, "day", Types.DateType.get()));
  private static final PartitionSpec BY_PLACE =
      PartitionSpec.builderFor(SCHEMA).identity("place").build();
  private static final SortOrder BY_DAY_AND_N =
      SortOrder.builderFor(SCHEMA).desc("day", NullOrder.NULLS_LAST).asc("n").build();

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder.resolve("warehouse")).open();
  }

  @AfterEach
  void close() {
    assertThat(firn.budget().usedBytes()).as("memory given back").isZero();
    firn.close();
  }

  @Test
  void eachPartitionIsOneFileInItsFolderAndTheEntrySaysSo() {
    FirnTable table = create(BY_PLACE, BY_DAY_AND_N, Map.of());
    CommittedSnapshot done =
        table.load(
            reader(
                List.of(
                    batch(1, "oslo", 3, 2, "rom", 4, 3, null, 5, 4, "oslo", null),
                    batch(5, "oslo", 4, 6, "rom", 4))));
    assertThat(done.rows()).isEqualTo(6);
    assertThat(done.files()).isEqualTo(3);
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("changed-partition-count", "3")
        .containsEntry("added-data-files", "3")
        .containsEntry("total-records", "6");
    String data = table.metadata().location() + "/data/";
    for (DataFile file : table.dataFiles()) {
      String place = file.partition().get(0, String.class);
      assertThat(file.location())
          .matches(data + "place=" + place + "/flights_data_20260102_[0-9A-Z]{26}\\.parquet");
      assertThat(file.sortOrderId()).isEqualTo(1);
      assertThat(file.recordCount()).isEqualTo("oslo".equals(place) ? 3 : place == null ? 1 : 2);
    }
    TableFolder.of(table).requireNothingUnreferenced("after a partitioned load");
  }

  @Test
  void sortedTableWithoutPartitionsIsOneFileWithItsOrder() {
    FirnTable table = create(PartitionSpec.unpartitioned(), BY_DAY_AND_N, Map.of());
    table.load(reader(List.of(batch(1, "a", 3, 2, "b", 9), batch(3, "c", 7))));
    assertThat(table.dataFiles())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.sortOrderId()).isEqualTo(1);
              assertThat(file.location()).contains("/data/flights_data_");
            });
  }

  @Test
  void filesOfOnePartitionStayBelowTheCapAndDoNotOverlap() {
    FirnTable table =
        create(
            BY_PLACE,
            SortOrder.builderFor(SCHEMA).asc("n").build(),
            Map.of("firn.max-file-size", "20000"));
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      // Spread widely, so that they do not compress.
      cells.add(i * 0x9E3779B97F4A7C15L);
      cells.add(i % 2 == 0 ? "even" : "odd");
      cells.add(null);
    }
    CommittedSnapshot done = table.load(reader(batch(cells.toArray())));
    assertThat(done.files()).isGreaterThan(6);
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("changed-partition-count", "2");
    for (String place : List.of("even", "odd")) {
      List<long[]> bounds =
          table.dataFiles().stream()
              .filter(file -> place.equals(file.partition().get(0, String.class)))
              .map(
                  file ->
                      new long[] {
                        bound(file.lowerBounds().get(1)), bound(file.upperBounds().get(1))
                      })
              .sorted((a, b) -> Long.compare(a[0], b[0]))
              .toList();
      for (int i = 1; i < bounds.size(); i++) {
        assertThat(bounds.get(i)[0]).isGreaterThan(bounds.get(i - 1)[1]);
      }
    }
    assertThat(table.dataFiles()).allMatch(file -> file.fileSizeInBytes() <= 20_000);
    TableFolder.of(table).requireNothingUnreferenced("after rotation");
  }

  @Test
  void specialAndVeryLongValuesHaveFoldersThatFileSystemsTake() {
    FirnTable table = create(BY_PLACE, SortOrder.unsorted(), Map.of());
    String slash = "a/b=c%2F*?[x] ü🧊";
    String tooLong = "日本".repeat(300);
    String tooLongToo = "日本".repeat(301);
    table.load(reader(batch(1, slash, 1, 2, tooLong, 1, 3, "", 1, 4, "..", 1, 5, tooLongToo, 1)));
    Set<Object> places = new HashSet<>();
    for (DataFile file : table.dataFiles()) {
      places.add(file.partition().get(0, String.class));
      String name = file.location().substring(file.location().indexOf("/data/") + 6);
      assertThat(name.split("/")).hasSize(2).allMatch(part -> bytes(part) <= 200);
      assertThat(name).doesNotContain("*").doesNotContain("?").doesNotContain("[");
      assertThat(file.recordCount()).isEqualTo(1);
    }
    assertThat(places).containsExactlyInAnyOrder(slash, tooLong, tooLongToo, "", "..");
    assertThat(table.dataFiles().stream().map(DataFile::location))
        .anyMatch(location -> location.contains("/place=a%2Fb%3Dc%252F%2A%3F%5Bx%5D+%C3%BC"));
    TableFolder.of(table).requireNothingUnreferenced("after special names");
  }

  @Test
  void rowsThatDoNotFitTheBudgetAreMergedFromDisk() throws IOException {
    firn.close();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    firn =
        Firn.open(
            FirnConfig.of(folder.resolve("warehouse"))
                .withMemoryBytesMax(20_000_000)
                .withParallelism(1),
            meters);
    FirnTable table = create(BY_PLACE, BY_DAY_AND_N, Map.of());
    int batchCount = 50;
    Random random = new Random(1);
    List<Consumer<VectorSchemaRoot>> batches = new ArrayList<>();
    for (int i = 0; i < batchCount; i++) {
      batches.add(batch(cells(random, 10_000)));
    }
    CommittedSnapshot done =
        table.load(new RowsReader(firn.allocator(), ArrowMapping.toArrow(SCHEMA), batches));

    assertThat(meters.get("firn.spill.runs").counter().count()).isGreaterThan(2);
    assertThat(done.rows()).isEqualTo(batchCount * 10_000L);
    assertThat(done.files()).isEqualTo(7);
    assertThat(table.dataFiles()).allMatch(file -> file.sortOrderId() == 1);
    assertThat(firn.budget().peakBytes()).isLessThanOrEqualTo(20_000_000);
    try (Stream<Path> scratch = Files.list(folder.resolve("warehouse/spill"))) {
      assertThat(scratch).isEmpty();
    }
    TableFolder.of(table).requireNothingUnreferenced("after a spill");
  }

  private static Object[] cells(Random random, int rowCount) {
    Object[] cells = new Object[3 * rowCount];
    for (int i = 0; i < rowCount; i++) {
      cells[3 * i] = random.nextLong();
      cells[3 * i + 1] = "place " + random.nextInt(7);
      cells[3 * i + 2] = random.nextInt(1_000);
    }
    return cells;
  }

  @Test
  void specThatEvolvedHoldsForNewRowsAndOldFilesKeepTheirs() {
    FirnTable table = create(BY_PLACE, SortOrder.unsorted(), Map.of());
    table.load(reader(batch(1, "oslo", 3)));
    Evolution.evolve(
        firn,
        table,
        evolving -> {
          evolving.updateSpec().removeField("place").addField(Expressions.bucket("n", 4)).commit();
          evolving.replaceSortOrder().asc("n").commit();
        });
    table.load(reader(batch(2, "rom", 3, 1, "rom", 3)));
    assertThat(table.dataFiles()).extracting(DataFile::specId).contains(0, 1);
    for (DataFile file : table.dataFiles()) {
      assertThat(file.sortOrderId()).isEqualTo(file.specId());
      assertThat(file.location()).contains(file.specId() == 0 ? "place=oslo" : "n_bucket_4=");
    }
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(3);
  }

  @Test
  void filesKeepTheSpecAndOrderThatTheirLoadBeganWith() {
    FirnTable table = create(BY_PLACE, BY_DAY_AND_N, Map.of());
    Consumer<VectorSchemaRoot> rows = batch(1, "oslo", 3, 2, "rom", 4);
    table.load(
        reader(
            root -> {
              Evolution.evolve(
                  firn,
                  table,
                  evolving -> {
                    evolving.updateSpec().addField(Expressions.month("day")).commit();
                    evolving.replaceSortOrder().asc("place").commit();
                  });
              rows.accept(root);
            }));
    assertThat(table.metadata().defaultSpecId()).isEqualTo(1);
    assertThat(table.dataFiles())
        .hasSize(2)
        .allMatch(file -> file.specId() == 0 && file.sortOrderId() == 1)
        .allMatch(file -> !file.location().contains("month"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3"})
  void everyFormatVersionHasExactTotalsOfPartitions(String version) {
    FirnTable table = create(BY_PLACE, BY_DAY_AND_N, Map.of("format-version", version));
    table.load(reader(batch(1, "oslo", 3, 2, "rom", 4, 3, "rom", 4)));
    table.load(reader(batch(1, "oslo", 3)));
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("changed-partition-count", "1")
        .containsEntry("total-data-files", "3")
        .containsEntry("total-records", "4");
    assertThat(table.dataFiles())
        .extracting(file -> file.partition().get(0, String.class))
        .containsExactlyInAnyOrder("oslo", "oslo", "rom");
    TableFolder.of(table).requireNothingUnreferenced("format version " + version);
  }

  @Test
  void emptyLoadIsASnapshotWithoutFiles() {
    FirnTable table = create(BY_PLACE, BY_DAY_AND_N, Map.of());
    assertThat(table.load(reader(List.of())).files()).isZero();
    assertThat(table.metadata().currentSnapshot().allManifests(table.icebergTable().io()))
        .isEmpty();
  }

  @Test
  void manyPartitionsAreWrittenWithOneFileOpen() {
    FirnTable table =
        create(
            PartitionSpec.builderFor(SCHEMA).identity("n").build(), SortOrder.unsorted(), Map.of());
    CommittedSnapshot done = table.load(reader(batch(cellsOfPartitions(600))));
    assertThat(done.files()).isEqualTo(600);
    assertThat(firn.budget().peakBytes()).isLessThan(60_000_000);
    TableFolder.of(table).requireNothingUnreferenced("after many partitions");
  }

  private static @Nullable Object[] cellsOfPartitions(int count) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cells.add(count - i);
      cells.add("x");
      cells.add(null);
    }
    return cells.toArray();
  }

  @Test
  void partitionsByValuesOfFixedAreRefusedBecauseNobodyCouldReadTheirManifests() {
    Schema schema = new Schema(Types.NestedField.optional(1, "code", Types.FixedType.ofLength(4)));
    PartitionSpec spec = PartitionSpec.builderFor(schema).identity("code").build();
    FirnTable table =
        firn.createTable(
            new NewTable(
                TestWarehouse.TABLE,
                schema,
                spec,
                SortOrder.unsorted(),
                Map.of(),
                Optional.empty()));
    RowsReader rows = new RowsReader(firn.allocator(), ArrowMapping.toArrow(schema), List.of());
    assertThatThrownBy(() -> table.load(rows))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("found 'code', the values of a fixed[4] column");
    assertThat(table.metadata().snapshots()).isEmpty();
  }

  @Test
  void decimalsThatTruncationTakesBeyondTheirTypeAreRefused() {
    Schema prices = new Schema(Types.NestedField.optional(1, "price", Types.DecimalType.of(4, 2)));
    FirnTable table =
        firn.createTable(
            new NewTable(
                TestWarehouse.TABLE,
                prices,
                PartitionSpec.builderFor(prices).truncate("price", 1_000).build(),
                SortOrder.unsorted(),
                Map.of(),
                Optional.empty()));
    assertThatThrownBy(() -> table.load(prices(prices, "-99.99")))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(e.violations())
                  .containsExactly(
                      Violation.ofColumn(
                          "price",
                          "a value whose truncate[1000] is within decimal(4, 2)",
                          "one of which it makes -100.00"));
            });
    TableFolder.of(table).requireNothingUnreferenced("after a refusal");
    assertThat(table.load(prices(prices, "-90.00")).files()).isEqualTo(1);
  }

  private RowsReader prices(Schema schema, String price) {
    return new RowsReader(
        firn.allocator(),
        ArrowMapping.toArrow(schema),
        List.of(
            root -> {
              Types.NestedField column = schema.columns().getFirst();
              TypedValues.fill(root.getVector(0), column.type(), List.of(new BigDecimal(price)));
              root.setRowCount(1);
            }));
  }

  private FirnTable create(PartitionSpec spec, SortOrder order, Map<String, String> properties) {
    return firn.createTable(
        new NewTable(TestWarehouse.TABLE, SCHEMA, spec, order, properties, Optional.empty()));
  }

  private RowsReader reader(Consumer<VectorSchemaRoot> batch) {
    return reader(List.of(batch));
  }

  private RowsReader reader(List<Consumer<VectorSchemaRoot>> batches) {
    return new RowsReader(firn.allocator(), ArrowMapping.toArrow(SCHEMA), batches);
  }

  /** A batch of cells, row by row; numbers are brought to their columns' classes. */
  private static Consumer<VectorSchemaRoot> batch(@Nullable Object... cells) {
    return root -> {
      for (int c = 0; c < 3; c++) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = c; i < cells.length; i += 3) {
          Object cell = cells[i];
          values.add(
              switch (c) {
                case 0 -> cell == null ? 0L : ((Number) cell).longValue();
                case 1 -> cell == null ? null : cell.toString();
                default -> cell == null ? null : ((Number) cell).intValue();
              });
        }
        TypedValues.fill(root.getVector(c), SCHEMA.columns().get(c).type(), values);
      }
      root.setRowCount(cells.length / 3);
    };
  }

  private static long bound(java.nio.ByteBuffer bytes) {
    return bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
