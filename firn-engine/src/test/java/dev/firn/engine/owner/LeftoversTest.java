package dev.firn.engine.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoversTest {
  private static final TableName OTHER = TableName.parse("air.other");

  private final Storage storage = LocalStorage.create();

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;
  private FirnTable table;

  @BeforeEach
  void createTable() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
    table = TestWarehouse.createTable(firn);
    TestWarehouse.load(firn, 10);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void metadataThatACommitReplacedIsRemovedAfterACrashBeforeItsDeletion() {
    Evolution.evolve(
        firn,
        table,
        each ->
            each.updateProperties()
                .set(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "1")
                .commit());
    FaultPlan plan =
        FaultPlan.by(
            1,
            call ->
                call.startsWith("delete ") && call.endsWith(".metadata.json")
                    ? Optional.of(Mode.CRASH_BEFORE)
                    : Optional.empty());
    Firn dying = warehouse.open(plan);
    TestWarehouse.load(dying, 5);
    assertThat(plan.hasCrashed()).isTrue();
    try {
      dying.closeFast();
    } catch (RuntimeException e) {
      assertThat(e).as("the dead close nothing").isNotNull();
    }
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(15);
    assertThat(firn.leftovers()).isNotEmpty();
    firn.settle(TestWarehouse.TABLE);
    assertThat(firn.leftovers()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after settling");
  }

  @Test
  void deadProcessesFilesAreReportedThenRemoved() {
    Ownership dead = owner("dead-host-is-ours");
    String file = leave(dead, TestWarehouse.TABLE, "C1", "data/torn.parquet");
    String never = register(dead, TestWarehouse.TABLE, "C1", "data/never.parquet", Kind.DATA);
    die(dead);

    assertThat(firn.leftovers()).extracting(Leftover::location).containsExactly(never, file);
    assertThat(table.verify().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo(file);
              assertThat(problem.problem()).contains("left when it died");
            });
    assertThat(firn.settle(TestWarehouse.TABLE))
        .singleElement()
        .satisfies(
            removed -> {
              assertThat(removed.location()).isEqualTo(file);
              assertThat(removed.bytes()).isEqualTo(3);
              assertThat(removed.table()).isEqualTo(TestWarehouse.TABLE);
            });
    assertThat(storage.exists(file)).isFalse();
    assertThat(firn.leftovers()).isEmpty();
    assertThat(firn.registry().owners().list()).hasSize(1);
    TableFolder.of(table).requireNothingUnreferenced("after settling");
  }

  @Test
  void livingProcessesFilesAreNeverTouched() {
    Ownership living = owner("alive");
    String file = leave(living, TestWarehouse.TABLE, "C1", "data/open.parquet");

    assertThat(firn.leftovers()).isEmpty();
    assertThat(table.verify().problems()).isEmpty();
    assertThat(firn.settle(TestWarehouse.TABLE)).isEmpty();
    assertThat(storage.exists(file)).isTrue();
    die(living);
    assertThat(firn.settle(TestWarehouse.TABLE)).hasSize(1);
  }

  @Test
  void processWhoseLockIsElsewhereIsTakenForLiving() {
    firn.registry()
        .owners()
        .insert(new OwnerEntry("ELSEWHERE", "another folder", 1, TestWarehouse.NOW));
    String location = table.metadata().location() + "/data/remote.parquet";
    firn.registry()
        .unsettledFiles()
        .register(
            List.of(
                new UnsettledFile(
                    location,
                    "C1",
                    "ELSEWHERE",
                    TestWarehouse.TABLE,
                    Kind.DATA,
                    TestWarehouse.NOW)));
    assertThat(firn.leftovers()).isEmpty();
    assertThat(firn.settle(TestWarehouse.TABLE)).isEmpty();
    assertThat(firn.registry().unsettledFiles().list()).hasSize(1);
  }

  @Test
  void folderOfADroppedTableIsRemovedByTheNextWriterOfAnyTable() {
    Ownership dead = owner("dead");
    String folderOfOther = LocalStorage.locationOf(folder.resolve("warehouse/air/other"));
    firn.registry().pointer().abort("unrelated");
    leave(dead, OTHER, "C9", "data/file.parquet");
    // As a purge leaves it that died between the drop and the end of deleting.
    firn.catalog()
        .create(
            dev.firn.engine.catalog.NewTable.of(OTHER, TestWarehouse.SCHEMA, java.util.Map.of()));
    firn.catalog().drop(OTHER);
    String dropped = droppedCommit();
    firn.registry()
        .unsettledFiles()
        .register(
            List.of(
                new UnsettledFile(
                    folderOfOther, dropped, dead.acquire(), OTHER, Kind.TABLE, TestWarehouse.NOW)));
    die(dead);

    assertThat(firn.settle(TestWarehouse.TABLE))
        .extracting(Leftover::location)
        .containsExactly(folderOfOther);
    assertThat(storage.folderExists(folderOfOther)).isFalse();
  }

  @Test
  void otherTablesLeftoversWaitForTheirOwnWriter() {
    Ownership dead = owner("dead");
    leave(dead, TestWarehouse.TABLE, "C1", "data/here.parquet");
    String there = leave(dead, OTHER, "C2", "data/there.parquet");
    die(dead);

    assertThat(firn.settle(TestWarehouse.TABLE)).hasSize(1);
    assertThat(firn.leftovers()).extracting(Leftover::location).containsExactly(there);
    assertThat(firn.settle(OTHER)).hasSize(1);
    assertThat(firn.registry().owners().list()).hasSize(1);
  }

  @Test
  void filesOfACommitThatLandedStay() {
    // As if the process died between the swap and the end of the settlement, which one
    // transaction makes impossible on one database; another catalog may not have it.
    String landed = TestWarehouse.load(firn, 5).commitId();
    Ownership dead = owner("dead");
    String file = leave(dead, TestWarehouse.TABLE, landed, "data/landed.parquet");
    die(dead);

    assertThat(firn.settle(TestWarehouse.TABLE)).isEmpty();
    assertThat(storage.exists(file)).isTrue();
    assertThat(firn.leftovers()).isEmpty();
  }

  @Test
  void settledCommitCannotLandLater() {
    Ownership dead = owner("dead");
    leave(dead, TestWarehouse.TABLE, "C1", "data/late.parquet");
    die(dead);
    firn.settle(TestWarehouse.TABLE);

    assertThat(firn.registry().pointer().abort("C1")).isEmpty();
    assertThat(firn.registry().pointer().findLanded("C1")).isEmpty();
  }

  @Test
  void deadProcessWithoutFilesIsForgotten() {
    Ownership dead = owner("dead");
    dead.acquire();
    die(dead);
    firn.settle(TestWarehouse.TABLE);
    assertThat(firn.registry().owners().list()).extracting(OwnerEntry::id).doesNotContain("dead");
    assertThat(firn.registry().owners().list()).hasSize(1);
  }

  @Test
  void processThatClosesInOrderLeavesNoOwner() {
    firn.close();
    try (Firn again = warehouse.open()) {
      assertThat(again.registry().owners().list()).isEmpty();
      assertThat(storage.list(LocalStorage.locationOf(warehouse.config().warehouse()) + "/owners"))
          .noneMatch(file -> file.matches(".*/[0-9A-Z]{26}\\.lock"));
    }
    firn = warehouse.open();
  }

  /** A commit that landed, standing for the drop. */
  private String droppedCommit() {
    return TestWarehouse.load(firn, 1).commitId();
  }

  private Ownership owner(String seedWord) {
    Environment theirs =
        Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), 1_000 + seedWord.hashCode());
    // A registry of its own, as another process has one; closed with the test's folder.
    Registry registry =
        Registry.open(
            Registry.dataSource(warehouse.config().catalogUri()),
            storage,
            LocalStorage.locationOf(warehouse.config().warehouse()) + "/owners/registry.lock");
    return new Ownership(
        storage,
        registry,
        theirs,
        LocalStorage.locationOf(warehouse.config().warehouse()) + "/owners");
  }

  /** With files unsettled, closing gives the lock back and leaves the row, as a death does. */
  private static void die(Ownership owner) {
    owner.close();
  }

  private String leave(Ownership owner, TableName of, String commitId, String name) {
    String location = register(owner, of, commitId, name, Kind.DATA);
    try (ByteSink sink = storage.create(location)) {
      sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.publish();
    }
    return location;
  }

  private String register(Ownership owner, TableName of, String commitId, String name, Kind kind) {
    String location = table.metadata().location() + "/" + of.name() + "/" + name;
    firn.registry()
        .unsettledFiles()
        .register(
            List.of(
                new UnsettledFile(
                    location, commitId, owner.acquire(), of, kind, TestWarehouse.NOW)));
    return location;
  }
}
