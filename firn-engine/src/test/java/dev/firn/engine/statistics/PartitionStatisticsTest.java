package dev.firn.engine.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.statistics.ColumnStatistics.Bound;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of manifest entries only: what they say of data files is the whole input. */
final class PartitionStatisticsTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "k", Types.IntegerType.get()),
          Types.NestedField.optional(2, "n", Types.IntegerType.get()),
          Types.NestedField.optional(3, "s", Types.StringType.get()),
          Types.NestedField.optional(4, "x", Types.DoubleType.get()),
          Types.NestedField.optional(
              5,
              "r",
              Types.StructType.of(
                  Types.NestedField.optional(6, "d", Types.DateType.get()),
                  Types.NestedField.optional(
                      7, "l", Types.ListType.ofOptional(8, Types.LongType.get())))));
  private static final PartitionSpec BY_K = PartitionSpec.builderFor(SCHEMA).identity("k").build();

  @TempDir private Path folder;
  private Firn firn;
  private FirnTable table;
  private int fileCount;

  @BeforeEach
  void create() {
    firn = new TestWarehouse(folder).open();
    table =
        firn.createTable(
            new NewTable(
                TestWarehouse.TABLE,
                SCHEMA,
                BY_K,
                SortOrder.unsorted(),
                Map.of(),
                Optional.empty()));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void filesOfAPartitionAreAddedUpAndPartitionsSorted() {
    append(file(10, 3, new Figures().of(2, 3, 0, 0, 5, 7)));
    append(
        file(9, 4, new Figures().of(2, 4, 1, 0, -1, 1)),
        file(10, 5, new Figures().of(2, 5, 2, 0, 6, 70)));
    List<PartitionStatistics> partitions = table.partitions();
    assertThat(partitions).extracting(PartitionStatistics::path).containsExactly("k=9", "k=10");
    PartitionStatistics ten = partitions.get(1);
    assertThat(ten.rows()).isEqualTo(8);
    assertThat(ten.files()).isEqualTo(2);
    assertThat(ten.bytes()).isEqualTo(300 + 500);
    assertThat(ten.deletes()).isEqualTo(new DeleteCounts(0, 0, 0, 0));
    assertThat(ten.lastUpdate()).contains(table.icebergTable().currentSnapshot());
    ColumnStatistics n = column(ten, "n");
    assertThat(n.nulls()).hasValue(2);
    assertThat(n.nans()).isEmpty();
    assertThat(n.min()).contains(new Bound(5, true));
    assertThat(n.max()).contains(new Bound(70, true));
  }

  @Test
  void columnsAreThoseWithOneValueInEachRow() {
    append(file(1, 1, new Figures()));
    assertThat(table.partitions().getFirst().columns())
        .extracting(ColumnStatistics::name)
        .containsExactly("k", "n", "s", "x", "r.d");
  }

  @Test
  void figuresThatOneFileDoesNotSayAreUnknown() {
    append(file(1, 3, new Figures().of(2, 3, 1, 0, 5, 7)), file(1, 3, new Figures()));
    ColumnStatistics n = column(table.partitions().getFirst(), "n");
    assertThat(n.nulls()).isEmpty();
    assertThat(n.min()).isEmpty();
    assertThat(n.max()).isEmpty();
  }

  @Test
  void fileWithoutRowsSaysNothingAndLeavesNothingUnknown() {
    append(file(1, 3, new Figures().of(2, 3, 1, 0, 5, 7)), file(1, 0, new Figures()));
    ColumnStatistics n = column(table.partitions().getFirst(), "n");
    assertThat(n.nulls()).hasValue(1);
    assertThat(n.min()).contains(new Bound(5, true));
  }

  @Test
  void fileOfNullsOnlyHasNoBoundsAndLeavesThoseOfOthers() {
    append(
        file(1, 3, new Figures().counts(2, 3, 3, 0)),
        file(1, 3, new Figures().of(2, 3, 0, 0, 5, 7)));
    append(file(2, 3, new Figures().counts(2, 3, 3, 0)));
    ColumnStatistics n = column(table.partitions().getFirst(), "n");
    assertThat(n.nulls()).hasValue(3);
    assertThat(n.min()).contains(new Bound(5, true));
    ColumnStatistics onlyNulls = column(table.partitions().get(1), "n");
    assertThat(onlyNulls.nulls()).hasValue(3);
    assertThat(onlyNulls.min()).isEmpty();
  }

  @Test
  void notANumberIsCountedAndBoundsNothing() {
    append(
        file(1, 3, new Figures().counts(4, 3, 1, 2)),
        file(1, 3, new Figures().of(4, 3, 0, 1, -0.5, 2.5)));
    ColumnStatistics x = column(table.partitions().getFirst(), "x");
    assertThat(x.nans()).isEqualTo(OptionalLong.of(3));
    assertThat(x.max()).contains(new Bound(2.5, true));
    append(file(1, 3, new Figures().of(4, 3, 0, 0, Double.NaN, Double.NaN)));
    assertThat(column(table.partitions().getFirst(), "x").max()).isEmpty();
  }

  @Test
  void boundsOfTextAreExactOnlyWhereTheyAreEqual() {
    append(
        file(1, 3, new Figures().of(3, 3, 0, 0, "abc", "abd")),
        file(1, 1, new Figures().of(3, 1, 0, 0, "zz", "zz")));
    ColumnStatistics s = column(table.partitions().getFirst(), "s");
    assertThat(s.min()).contains(new Bound("abc", false));
    assertThat(s.max()).contains(new Bound("zz", true));
  }

  @Test
  void boundsFromBeforeATypeWasWidenedAreValuesOfTheWiderType() {
    append(file(1, 3, new Figures().of(2, 3, 0, 0, -5, 7)));
    evolve(it -> it.updateSchema().updateColumn("n", Types.LongType.get()).commit());
    assertThat(column(table.partitions().getFirst(), "n").min()).contains(new Bound(-5L, true));
  }

  @Test
  void sameValuesOfAnotherSpecAreAnotherPartition() {
    append(file(1, 3, new Figures()));
    evolve(it -> it.updateSpec().addField(Expressions.bucket("s", 4)).commit());
    PartitionSpec spec = table.icebergTable().spec();
    PartitionData values = new PartitionData(spec.partitionType());
    values.set(0, 1);
    append(dataFile(spec, values, 4, new Figures()));
    List<PartitionStatistics> partitions = table.partitions();
    assertThat(partitions)
        .extracting(PartitionStatistics::path)
        .containsExactly("k=1", "k=1/s_bucket_4=null");
    assertThat(partitions).extracting(each -> each.spec().specId()).containsExactly(0, 1);
  }

  @Test
  void deletesAreCountedBesideRows() {
    append(file(1, 10, new Figures()));
    evolve(
        it ->
            it.newRowDelta()
                .addDeletes(deletes(it, 1).ofPositionDeletes().withRecordCount(4).build())
                .addDeletes(deletes(it, 2).ofEqualityDeletes(2).withRecordCount(3).build())
                .commit());
    List<PartitionStatistics> partitions = table.partitions();
    assertThat(partitions).extracting(PartitionStatistics::rows).containsExactly(10L, 0L);
    assertThat(partitions).extracting(PartitionStatistics::files).containsExactly(1L, 0L);
    assertThat(partitions.getFirst().deletes()).isEqualTo(new DeleteCounts(4, 1, 0, 0));
    assertThat(partitions.getLast().deletes()).isEqualTo(new DeleteCounts(0, 0, 3, 1));
  }

  @Test
  void removedFilesAreNotCounted() {
    DataFile gone = file(1, 3, new Figures());
    append(gone, file(1, 5, new Figures()), file(2, 7, new Figures()));
    evolve(it -> it.newDelete().deleteFile(gone.location()).commit());
    assertThat(table.partitions()).extracting(PartitionStatistics::rows).containsExactly(5L, 7L);
  }

  @Test
  void tableWithoutPartitionsIsOneAndEmptyTableNone() {
    assertThat(table.partitions()).isEmpty();
    evolve(it -> it.updateSpec().removeField("k").commit());
    append(dataFile(table.icebergTable().spec(), null, 3, new Figures()));
    assertThat(table.partitions()).extracting(PartitionStatistics::path).containsExactly("");
  }

  private static ColumnStatistics column(PartitionStatistics partition, String name) {
    return partition.columns().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void append(DataFile... files) {
    evolve(
        it -> {
          org.apache.iceberg.AppendFiles append = it.newAppend();
          List.of(files).forEach(append::appendFile);
          append.commit();
        });
  }

  private void evolve(Consumer<Table> changes) {
    Evolution.evolve(firn, table, changes);
  }

  private DataFile file(int k, long rows, Figures figures) {
    PartitionData values = new PartitionData(BY_K.partitionType());
    values.set(0, k);
    return dataFile(BY_K, values, rows, figures);
  }

  private DataFile dataFile(PartitionSpec spec, PartitionData values, long rows, Figures figures) {
    DataFiles.Builder builder =
        DataFiles.builder(spec)
            .withPath("file:///data/" + fileCount++ + ".parquet")
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(100 * rows)
            .withMetrics(figures.metrics(rows));
    return (values == null ? builder : builder.withPartition(values)).build();
  }

  private FileMetadata.Builder deletes(Table of, int k) {
    PartitionData values = new PartitionData(BY_K.partitionType());
    values.set(0, k);
    return FileMetadata.deleteFileBuilder(of.specs().get(0))
        .withPath("file:///data/" + fileCount++ + "-deletes.parquet")
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(50)
        .withPartition(values);
  }

  /** What a file says about its columns. */
  private static final class Figures {
    private final Map<Integer, Long> values = new HashMap<>();
    private final Map<Integer, Long> nulls = new HashMap<>();
    private final Map<Integer, Long> nans = new HashMap<>();
    private final Map<Integer, ByteBuffer> lower = new HashMap<>();
    private final Map<Integer, ByteBuffer> upper = new HashMap<>();

    Figures counts(int id, long valueCount, long nullCount, long nanCount) {
      values.put(id, valueCount);
      nulls.put(id, nullCount);
      nans.put(id, nanCount);
      return this;
    }

    Figures of(int id, long valueCount, long nullCount, long nanCount, Object least, Object most) {
      Type type = SCHEMA.findType(id);
      lower.put(id, Conversions.toByteBuffer(type, least));
      upper.put(id, Conversions.toByteBuffer(type, most));
      return counts(id, valueCount, nullCount, nanCount);
    }

    Metrics metrics(long rows) {
      return new Metrics(rows, Map.of(), values, nulls, nans, lower, upper);
    }
  }
}
