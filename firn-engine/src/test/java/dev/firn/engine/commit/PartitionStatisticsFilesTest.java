package dev.firn.engine.commit;

import static dev.firn.engine.TestWarehouse.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.statistics.PartitionStatistics;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle is Iceberg's own computation over all manifests, which knows no earlier file. */
final class PartitionStatisticsFilesTest {
  private static final String SETTING = "firn.partition-statistics.enabled";
  private static final PartitionSpec BUCKETS =
      PartitionSpec.builderFor(TestWarehouse.SCHEMA).bucket("n", 3).build();

  @TempDir private Path folder;
  private Firn firn;
  private FirnTable table;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder.resolve("warehouse")).open();
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void eachLoadHasStatisticsThatEqualFullComputation() throws IOException {
    create(BUCKETS, "true");
    for (int rows : new int[] {10, 1, 0, 300}) {
      TestWarehouse.load(firn, rows);
      requireTrueStatistics();
    }
    assertThat(table.metadata().partitionStatisticsFiles()).hasSize(4);
    TableFolder.of(table).requireNothingUnreferenced("after four loads");
  }

  @Test
  void statisticsStayTrueWhenManifestsAreMerged() throws IOException {
    create(BUCKETS, "true");
    evolve(it -> it.updateProperties().set("commit.manifest.min-count-to-merge", "2").commit());
    for (int rows = 10; rows < 15; rows++) {
      TestWarehouse.load(firn, rows);
      requireTrueStatistics();
    }
    assertThat(manifests()).hasSizeLessThan(5);
    TableFolder.of(table).requireNothingUnreferenced("after manifests were merged");
  }

  @Test
  void commitOfSeveralSnapshotsHasStatisticsOfTheLast() throws IOException {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    evolve(
        it -> {
          it.newAppend().appendFile(file("a", 1, 5)).commit();
          it.newAppend().appendFile(file("b", 2, 7)).commit();
        });
    requireTrueStatistics();
    assertThat(rowsOf(table.icebergTable())).isEqualTo(22);
    assertThat(table.metadata().snapshots()).hasSize(3);
    assertThat(table.metadata().partitionStatisticsFiles()).hasSize(2);
  }

  @Test
  void statisticsStayTrueWhenTheSpecGetsAndLosesFields() throws IOException {
    create(PartitionSpec.unpartitioned(), "true");
    TestWarehouse.load(firn, 7);
    assertThat(table.metadata().partitionStatisticsFiles()).isEmpty();
    evolve(it -> it.updateSpec().addField(Expressions.bucket("n", 3)).commit());
    TestWarehouse.load(firn, 10);
    requireTrueStatistics();
    evolve(it -> it.updateSpec().addField(Expressions.truncate("n", 5)).commit());
    TestWarehouse.load(firn, 20);
    requireTrueStatistics();
    // The remaining field stands first in its spec, and second in the type of all specs.
    evolve(it -> it.updateSpec().removeField("n_bucket_3").commit());
    TestWarehouse.load(firn, 30);
    requireTrueStatistics();
    TestWarehouse.load(firn, 40);
    requireTrueStatistics();
    TableFolder.of(table).requireNothingUnreferenced("after the spec changed");
  }

  @Test
  void statisticsFollowTheLineOfSnapshotsAfterRollback() throws IOException {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    TestWarehouse.load(firn, 20);
    table.rollback(new SnapshotTarget.Previous());
    requireTrueStatistics();
    TestWarehouse.load(firn, 40);
    requireTrueStatistics();
    assertThat(rowsOf(table.icebergTable())).isEqualTo(50);
  }

  @Test
  void addsToOldStatisticsWithoutReadingOldManifests() {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    for (ManifestFile manifest : manifests()) {
      LocalStorage.create().delete(manifest.path());
    }
    TestWarehouse.load(firn, 20);
    assertThat(rowsOf(table.icebergTable())).isEqualTo(30);
  }

  @Test
  void countsAnewWhenTheOldFileIsGone() throws IOException {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    LocalStorage.create().delete(current().orElseThrow().path());
    TestWarehouse.load(firn, 20);
    requireTrueStatistics();
  }

  @Test
  void snapshotLandsWithoutStatisticsWhereTheyCannotBeComputed() {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    List<ManifestFile> old = manifests();
    LocalStorage.create().delete(current().orElseThrow().path());
    old.forEach(manifest -> LocalStorage.create().delete(manifest.path()));
    assertThat(TestWarehouse.load(firn, 20).rows()).isEqualTo(20);
    assertThat(current()).isEmpty();
    String location = table.metadata().location();
    assertThat(LocalStorage.create().list(location + "/metadata"))
        .noneMatch(file -> file.contains("partition-stats"));
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  @Test
  void statisticsOfExpiredSnapshotsGoWithThem() throws IOException {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    String expired = current().orElseThrow().path();
    TestWarehouse.load(firn, 20);
    evolve(it -> it.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit());
    assertThat(table.metadata().partitionStatisticsFiles()).hasSize(1);
    assertThat(LocalStorage.create().exists(expired)).isFalse();
    TestWarehouse.load(firn, 30);
    requireTrueStatistics();
  }

  @Test
  void statisticsCatchUpWithSnapshotsOfWritersThatKeepNone() throws IOException {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    evolve(it -> it.updateProperties().set(SETTING, "false").commit());
    evolve(it -> it.newDelete().deleteFile(table.dataFiles().getFirst()).commit());
    assertThat(current()).isEmpty();
    evolve(it -> it.updateProperties().set(SETTING, "true").commit());
    TestWarehouse.load(firn, 20);
    requireTrueStatistics();
  }

  @Test
  void tablesThatDoNotAskHaveNoStatistics() {
    create(BUCKETS, "false");
    TestWarehouse.load(firn, 10);
    assertThat(table.metadata().partitionStatisticsFiles()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("without statistics");
  }

  @Test
  void settingThatIsNoTruthValueRefusesLoadsButNotRollbacks() {
    create(BUCKETS, "true");
    TestWarehouse.load(firn, 10);
    TestWarehouse.load(firn, 20);
    evolve(it -> it.updateProperties().set(SETTING, "maybe").commit());
    assertThatThrownBy(() -> TestWarehouse.load(firn, 10))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContaining("expected true or false, found 'maybe'");
    table.rollback(new SnapshotTarget.Previous());
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(10);
  }

  private void create(PartitionSpec spec, String setting) {
    table =
        firn.createTable(
            new NewTable(
                TABLE,
                TestWarehouse.SCHEMA,
                spec,
                SortOrder.unsorted(),
                Map.of(SETTING, setting),
                Optional.empty()));
  }

  private void evolve(java.util.function.Consumer<Table> changes) {
    Evolution.evolve(firn, table, changes);
  }

  private static DataFile file(String name, int bucket, long rows) {
    return DataFiles.builder(BUCKETS)
        .withPath("file:///data/" + name + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(rows)
        .withPartitionPath("n_bucket=" + bucket)
        .build();
  }

  private List<ManifestFile> manifests() {
    Table iceberg = table.icebergTable();
    return List.copyOf(iceberg.currentSnapshot().allManifests(iceberg.io()));
  }

  /** The statistics file of the current snapshot. */
  private Optional<PartitionStatisticsFile> current() {
    TableMetadata metadata = table.metadata();
    return metadata.partitionStatisticsFiles().stream()
        .filter(file -> file.snapshotId() == metadata.currentSnapshot().snapshotId())
        .findFirst();
  }

  private void requireTrueStatistics() throws IOException {
    assertThat(current()).isPresent();
    Table iceberg = table.icebergTable();
    Snapshot snapshot = iceberg.currentSnapshot();
    assertThat(read(iceberg))
        .isNotEmpty()
        .containsExactlyElementsOf(read(recomputed(snapshot.snapshotId())));
    // And Firn's own sum, which shares no code with Iceberg's.
    assertThat(rowsOf(iceberg))
        .isEqualTo(table.partitions().stream().mapToLong(PartitionStatistics::rows).sum());
    assertThat(current().orElseThrow().fileSizeInBytes())
        .isEqualTo(iceberg.io().newInputFile(current().orElseThrow().path()).getLength());
  }

  private Table recomputed(long snapshotId) throws IOException {
    TableMetadata metadata = table.metadata();
    TableMetadata.Builder without =
        TableMetadata.buildFrom(metadata).setProperties(Map.of("write.format.default", "avro"));
    metadata
        .partitionStatisticsFiles()
        .forEach(file -> without.removePartitionStatistics(file.snapshotId()));
    Table bare = tableOf(without.build());
    PartitionStatisticsFile file = PartitionStatsHandler.computeAndWriteStatsFile(bare, snapshotId);
    return tableOf(TableMetadata.buildFrom(metadata).setPartitionStatistics(file).build());
  }

  private Table tableOf(TableMetadata metadata) {
    FileIO io = table.icebergTable().io();
    return new BaseTable(
        new StaticTableOperations(metadata, io) {
          @Override
          public String metadataFileLocation(String fileName) {
            return LocalStorage.locationOf(folder.resolve(fileName));
          }
        },
        "recomputed");
  }

  private static long rowsOf(Table iceberg) {
    long rows = 0;
    try (CloseableIterable<org.apache.iceberg.PartitionStatistics> scan =
        iceberg.newPartitionStatisticsScan().scan()) {
      for (org.apache.iceberg.PartitionStatistics each : scan) {
        rows += each.dataRecordCount();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** Every field of every row. */
  private static List<List<Object>> read(Table iceberg) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterable<org.apache.iceberg.PartitionStatistics> scan =
        iceberg.newPartitionStatisticsScan().scan()) {
      for (org.apache.iceberg.PartitionStatistics each : scan) {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < each.size(); i++) {
          Object cell = each.get(i, Object.class);
          row.add(cell instanceof StructLike partition ? values(partition) : cell);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Object> values(StructLike struct) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < struct.size(); i++) {
      values.add(struct.get(i, Object.class));
    }
    return values;
  }
}
