package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.registry.LoadHistory;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BulkLoadTest {
  private static final Schema OTHER_SCHEMA =
      ArrowMapping.toArrow(
          new org.apache.iceberg.Schema(
              Types.NestedField.optional(1, "n", Types.StringType.get())));

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
  }

  @AfterEach
  void close() {
    assertThat(firn.budget().usedBytes()).as("memory given back").isZero();
    firn.close();
  }

  @Test
  void loadIsOneSnapshotWithExactTotals() {
    FirnTable table = TestWarehouse.createTable(firn);
    CommittedSnapshot first = TestWarehouse.load(firn, 100);
    CommittedSnapshot second = TestWarehouse.load(firn, 50);

    Snapshot current = table.metadata().currentSnapshot();
    assertThat(current.snapshotId()).isEqualTo(second.snapshotId());
    assertThat(current.parentId()).isEqualTo(first.snapshotId());
    assertThat(current.summary())
        .containsEntry("firn.commit-id", second.commitId())
        .containsEntry("added-records", "50")
        .containsEntry("added-data-files", "1")
        .containsEntry("added-files-size", Long.toString(second.bytes()))
        .containsEntry("changed-partition-count", "1")
        .containsEntry("total-records", "150")
        .containsEntry("total-data-files", "2")
        .containsEntry("total-files-size", Long.toString(first.bytes() + second.bytes()));
    assertThat(table.dataFiles()).hasSize(2).allMatch(file -> file.splitOffsets().size() == 1);
    assertThat(table.hasDeletes()).isFalse();
    assertThat(table.footerOf(table.dataFiles().getFirst()).rowCount()).isIn(50L, 100L);
    TableFolder.of(table).requireNothingUnreferenced("after two loads");
  }

  @Test
  void namesFollowTheLayout() {
    FirnTable table = TestWarehouse.createTable(firn);
    TestWarehouse.load(firn, 1);
    String folderName = table.metadata().location();
    assertThat(folderName).endsWith("/warehouse/air/flights");
    assertThat(table.dataFiles().getFirst().location())
        .matches(folderName + "/data/flights_data_20260102_[0-9A-Z]{26}\\.parquet");
    assertThat(table.metadata().metadataFileLocation())
        .matches(folderName + "/metadata/00001-[0-9a-f-]{36}\\.metadata\\.json");
    assertThat(table.metadata().currentSnapshot().manifestListLocation())
        .startsWith(folderName + "/snapshots/");
    assertThat(table.metadata().currentSnapshot().allManifests(table.icebergTable().io()))
        .allMatch(manifest -> manifest.path().startsWith(folderName + "/manifests/"));
  }

  @Test
  void emptyLoadIsASnapshotWithoutFiles() {
    FirnTable table = TestWarehouse.createTable(firn);
    CommittedSnapshot empty = TestWarehouse.load(firn, "nothing", 0);
    assertThat(empty.rows()).isZero();
    assertThat(empty.files()).isZero();
    assertThat(table.metadata().snapshots()).hasSize(1);
    assertThat(TestWarehouse.load(firn, "nothing", 0)).isEqualTo(empty);
    TableFolder.of(table).requireNothingUnreferenced("after an empty load");
  }

  @Test
  void noFileGrowsPastTheCap() {
    FirnTable table = TestWarehouse.createTable(firn, Map.of("firn.max-file-size", "20000"));
    Random random = new Random(1);
    List<java.util.function.Consumer<org.apache.arrow.vector.VectorSchemaRoot>> batches =
        new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batches.add(root -> TestWarehouse.fill(root, random.longs(3_000).toArray()));
    }
    CommittedSnapshot done =
        table.load(
            new RowsReader(firn.allocator(), ArrowMapping.toArrow(TestWarehouse.SCHEMA), batches));
    assertThat(done.rows()).isEqualTo(30_000);
    assertThat(done.files()).isGreaterThan(11);
    assertThat(table.dataFiles())
        .allMatch(file -> file.fileSizeInBytes() <= 20_000)
        .extracting(DataFile::fileSizeInBytes)
        .filteredOn(bytes -> bytes > 10_000)
        .as("files are filled, not crumbs")
        .hasSizeGreaterThan((int) done.files() / 2);
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(30_000);
  }

  @Test
  void severalSourcesAreOneSnapshot() {
    FirnTable table = TestWarehouse.createTable(firn);
    CommittedSnapshot done =
        table.load(List.of(source("a", 10), source("b", 20)), LoadOptions.DEFAULT);
    assertThat(done.rows()).isEqualTo(30);
    assertThat(done.files()).isEqualTo(1);
    assertThat(table.metadata().snapshots()).hasSize(1);
    assertThat(firn.registry().loads().list(TestWarehouse.TABLE))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.source()).isEqualTo("a, b");
              assertThat(line.outcome()).isEqualTo("landed");
              assertThat(line.rows()).isEqualTo(30);
            });
  }

  @Test
  void rowsThatBreakARuleAreRefusedAndLeaveNothing() {
    FirnTable table =
        TestWarehouse.createTable(
            firn, Map.of("firn.check.small", "n < 2", "firn.check.even", "n % 2 = 0"));
    assertThatThrownBy(() -> table.load(TestWarehouse.reader(firn, 4)))
        .isInstanceOfSatisfying(
            FirnException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(refusal.violationCountsByKind())
                  .containsOnly(Map.entry(ViolationKind.RULE, 4L));
              assertThat(refusal.violations())
                  .extracting(
                      v -> v.row() + " " + v.column() + " " + v.expected() + " " + v.found())
                  .containsExactly(
                      "2 n rule 'even': n % 2 = 0 n = 1",
                      "3 n rule 'small': n < 2 n = 2",
                      "4 n rule 'even': n % 2 = 0 n = 3",
                      "4 n rule 'small': n < 2 n = 3");
            });
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a refusal");
    assertThat(TestWarehouse.load(firn, 1).rows()).isEqualTo(1);
  }

  @Test
  void aRuleThatDoesNotFitStopsTheLoadBeforeARowIsRead() {
    FirnTable table = TestWarehouse.createTable(firn);
    // As another engine may set it; Firn's own DDL refuses it.
    Evolution.evolve(
        firn, table, other -> other.updateProperties().set("firn.check.small", "nn < 2").commit());
    LoadSource neverOpened =
        new LoadSource() {
          @Override
          public String name() {
            return "never";
          }

          @Override
          public BatchReader open(LoadTarget target) {
            throw new AssertionError("opened");
          }
        };
    assertThatThrownBy(() -> table.load(List.of(neverOpened), LoadOptions.DEFAULT))
        .isInstanceOfSatisfying(
            FirnException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContaining("Rule 'small' of table 'air.flights', line 1, column 1")
        .hasMessageContaining("found 'nn'. Did you mean 'n'?")
        .hasMessageContaining("The rule is: nn < 2.")
        .hasMessageContaining("table property 'firn.check.small'")
        .hasMessageEndingWith("until then nothing is written to the table.");
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a refusal");
  }

  @Test
  void refusedRowsNameThemAllAndLeaveNothing() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> TestWarehouse.fill(root, 1, 2, 3),
                root -> {
                  TestWarehouse.fill(root, 4, 5, 6);
                  ((BigIntVector) root.getVector(0)).setNull(1);
                  ((BigIntVector) root.getVector(0)).setNull(2);
                }));
    assertThatThrownBy(() -> table.load(reader))
        .isInstanceOfSatisfying(
            FirnException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(refusal.violationCount()).isEqualTo(2);
              assertThat(refusal.violations()).extracting(v -> v.row()).containsExactly(5L, 6L);
            });
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a refusal");
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
    assertThat(firn.registry().loads().list(TestWarehouse.TABLE))
        .extracting(LoadHistory.Line::outcome)
        .containsExactly("failed");
  }

  @Test
  void sourceOfAnotherTypeIsRefusedBeforeItsRowsAreRead() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader = new RowsReader(firn.allocator(), OTHER_SCHEMA, List.of());
    assertThatThrownBy(() -> table.load(reader))
        .isInstanceOf(FirnException.class)
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(table.metadata().snapshots()).isEmpty();
  }

  @Test
  void buffersOfAnotherAllocatorAreRefused() {
    FirnTable table = TestWarehouse.createTable(firn);
    try (BufferAllocator foreign = new RootAllocator()) {
      RowsReader reader =
          new RowsReader(
              foreign,
              ArrowMapping.toArrow(TestWarehouse.SCHEMA),
              List.of(root -> TestWarehouse.fill(root, 1)));
      assertThatThrownBy(() -> table.load(reader))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("firn.allocator()");
    }
  }

  @Test
  void cancelledLoadLeavesNothing() {
    FirnTable table = TestWarehouse.createTable(firn);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> TestWarehouse.load(firn, 10)).isInstanceOf(FirnException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(table.metadata().snapshots()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after cancelling");
  }

  @Test
  void sameKeyIsAnsweredWithTheFirstLoad() {
    FirnTable table = TestWarehouse.createTable(firn);
    CommittedSnapshot first = TestWarehouse.load(firn, "k", 10);
    assertThat(TestWarehouse.load(firn, "k", 10)).isEqualTo(first);
    try (Firn another = warehouse.open()) {
      assertThat(TestWarehouse.load(another, "k", 10)).isEqualTo(first);
    }
    assertThat(TestWarehouse.load(firn, "other", 10).snapshotId()).isNotEqualTo(first.snapshotId());
    assertThat(table.metadata().snapshots()).hasSize(2);
    try (Firn nextDay = warehouse.openAt(TestWarehouse.NOW.plus(Duration.ofHours(25)))) {
      assertThat(TestWarehouse.load(nextDay, "k", 10).snapshotId())
          .isNotEqualTo(first.snapshotId());
    }
  }

  @Test
  void columnWithoutBuffersIsAColumnOfNulls() {
    FirnTable table =
        firn.createTable(
            NewTable.of(
                TableName.parse("air.optional"),
                new org.apache.iceberg.Schema(
                    Types.NestedField.optional(1, "n", Types.LongType.get())),
                Map.of()));
    assertThat(table.load(onlyNulls(3)).rows()).isEqualTo(3);
    assertThat(table.dataFiles().getFirst().nullValueCounts()).containsEntry(1, 3L);
  }

  @Test
  void columnWithoutBuffersIsRefusedWhereValuesAreRequired() {
    FirnTable table = TestWarehouse.createTable(firn);
    assertThatThrownBy(() -> table.load(onlyNulls(3)))
        .isInstanceOf(FirnException.class)
        .extracting(e -> ((FirnException) e).violationCountsByKind())
        .isEqualTo(Map.of(ViolationKind.NULL, 3L));
  }

  /** A batch whose column has Arrow's type of only nulls. */
  private RowsReader onlyNulls(int rowCount) {
    Schema schema = new Schema(List.of(Field.nullable("n", ArrowType.Null.INSTANCE)));
    return new RowsReader(firn.allocator(), schema, List.of(root -> root.setRowCount(rowCount)));
  }

  @Test
  void keyOfAFailedLoadIsFreeAgain() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader bad = new RowsReader(firn.allocator(), OTHER_SCHEMA, List.of());
    assertThatThrownBy(() -> table.load(bad, "k")).isInstanceOf(FirnException.class);
    assertThat(TestWarehouse.load(firn, "k", 5).rows()).isEqualTo(5);
  }

  @Test
  void keyOfALoadUnderWayIsBusy() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> {
                  assertThatThrownBy(() -> TestWarehouse.load(firn, "k", 1))
                      .isInstanceOf(FirnException.class)
                      .extracting(e -> ((FirnException) e).code())
                      .isEqualTo(ErrorCode.BUSY);
                  try (Firn another = warehouse.open()) {
                    assertThatThrownBy(() -> TestWarehouse.load(another, "k", 1))
                        .isInstanceOf(FirnException.class)
                        .extracting(e -> ((FirnException) e).code())
                        .isEqualTo(ErrorCode.BUSY);
                  }
                  TestWarehouse.fill(root, 1, 2);
                }));
    assertThat(table.load(reader, "k").rows()).isEqualTo(2);
    assertThat(table.metadata().snapshots()).hasSize(1);
  }

  @Test
  void keyOfADeadProcessIsTakenOver() {
    FirnTable table = TestWarehouse.createTable(firn);
    warehouse.runAndDie(
        dying ->
            dying
                .registry()
                .idempotencyKeys()
                .claim(table.metadata().uuid(), "k", "C-DEAD", "GONE", TestWarehouse.NOW));
    assertThat(TestWarehouse.load(firn, "k", 4).rows()).isEqualTo(4);
  }

  @Test
  void keyThatIsNoneIsRefused() {
    TestWarehouse.createTable(firn);
    assertThatThrownBy(() -> TestWarehouse.load(firn, "", 1))
        .isInstanceOf(FirnException.class)
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.USAGE);
    assertThatThrownBy(() -> TestWarehouse.load(firn, "k".repeat(256), 1))
        .isInstanceOf(FirnException.class);
  }

  @Test
  void loadsFromManyThreadsAreAllInAndEachIsASnapshot() throws Exception {
    FirnTable table = TestWarehouse.createTable(firn);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<CommittedSnapshot>> loads = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        loads.add(() -> TestWarehouse.load(firn, 10));
      }
      for (Future<CommittedSnapshot> done : threads.invokeAll(loads)) {
        assertThat(done.get().rows()).isEqualTo(10);
      }
    }
    assertThat(table.metadata().snapshots()).hasSize(24);
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(240);
    assertThat(table.metadata().currentSnapshot().summary()).containsEntry("total-records", "240");
    TableFolder.of(table).requireNothingUnreferenced("after 24 loads");
  }

  @Test
  void tableMadeAnewDuringALoadDoesNotGetItsRows() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> {
                  firn.catalog().purge(TestWarehouse.TABLE);
                  TestWarehouse.createTable(firn);
                  TestWarehouse.fill(root, 1, 2);
                }));
    assertThatThrownBy(() -> table.load(reader))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("another of that name")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.CONFLICT);
    assertThat(firn.table("air.flights").metadata().snapshots()).isEmpty();
  }

  @org.junit.jupiter.params.ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"1", "2", "3"})
  void everyFormatVersionHasExactTotals(String version) {
    FirnTable table = TestWarehouse.createTable(firn, Map.of("format-version", version));
    CommittedSnapshot first = TestWarehouse.load(firn, 10);
    CommittedSnapshot second = TestWarehouse.load(firn, 20);
    assertThat(table.metadata().formatVersion()).hasToString(version);
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("total-records", "30")
        .containsEntry("total-files-size", Long.toString(first.bytes() + second.bytes()));
    TableFolder.of(table).requireNothingUnreferenced("format version " + version);
  }

  @Test
  void readerIsClosedWhenTheKeyAnswers() {
    FirnTable table = TestWarehouse.createTable(firn);
    TestWarehouse.load(firn, "k", 3);
    RowsReader unread = TestWarehouse.reader(firn, 3);
    try {
      unread.getVectorSchemaRoot().allocateNew();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(firn.budget().usedBytes()).isPositive();
    table.load(unread, "k");
    assertThat(firn.budget().usedBytes()).isZero();
  }

  @Test
  void interruptOfOneCallerDoesNotFailTheOthersCommit() throws Exception {
    FirnTable table = TestWarehouse.createTable(firn);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<CommittedSnapshot>> loads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        loads.add(threads.submit(() -> TestWarehouse.load(firn, 10)));
      }
      loads.get(0).cancel(true);
      for (Future<CommittedSnapshot> each : loads.subList(1, loads.size())) {
        assertThat(each.get().rows()).isEqualTo(10);
      }
    }
    TableFolder.of(table).requireNothingUnreferenced("after an interrupt");
  }

  @Test
  void pagesAreVerifiedWhenTheTableAsksForIt() {
    TestWarehouse.createTable(firn, Map.of("firn.verify-on-write", "pages"));
    assertThat(TestWarehouse.load(firn, 1_000).rows()).isEqualTo(1_000);
  }

  @Test
  void rollbackMovesBetweenSnapshotsAndLosesNone() {
    FirnTable table = TestWarehouse.createTable(firn);
    assertThatThrownBy(() -> table.rollback(new SnapshotTarget.Previous()))
        .hasMessageContaining("empty table");
    CommittedSnapshot first = TestWarehouse.load(firn, 1);
    CommittedSnapshot second = TestWarehouse.load(firn, 2);

    FirnTable.RolledBack back = table.rollback(new SnapshotTarget.Previous());
    assertThat(back.snapshotId()).isEqualTo(first.snapshotId());
    assertThat(back.previousSnapshotId()).isEqualTo(second.snapshotId());
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(1);
    table.rollback(new SnapshotTarget.CommitId(second.commitId()));
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(3);
    table.rollback(new SnapshotTarget.SnapshotId(first.snapshotId()));
    assertThat(table.metadata().currentSnapshot().snapshotId()).isEqualTo(first.snapshotId());
    table.rollback(new SnapshotTarget.SnapshotId(first.snapshotId()));
    assertThat(table.metadata().snapshots()).hasSize(2);

    long committedAt = table.metadata().snapshotLog().getFirst().timestampMillis();
    table.rollback(new SnapshotTarget.AsOf(java.time.Instant.ofEpochMilli(committedAt)));
    assertThat(table.metadata().currentSnapshot().snapshotId()).isEqualTo(first.snapshotId());
    for (SnapshotTarget absent :
        List.of(
            new SnapshotTarget.SnapshotId(4_711),
            new SnapshotTarget.CommitId("NONE"),
            new SnapshotTarget.AsOf(java.time.Instant.EPOCH),
            new SnapshotTarget.Previous())) {
      assertThatThrownBy(() -> table.rollback(absent))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("firn snapshots air.flights")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND);
    }
  }

  private LoadSource source(String name, int rows) {
    return LoadSource.ofArrow(name, () -> TestWarehouse.reader(firn, rows));
  }

  @Test
  void optionsCarryTheKey() {
    assertThat(LoadOptions.withKey("k").key()).isEqualTo(Optional.of("k"));
    assertThat(LoadOptions.DEFAULT.key()).isEmpty();
  }
}
