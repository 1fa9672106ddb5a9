package dev.firn.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.CatalogPointer;
import dev.firn.engine.registry.FaultyDataSource;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.registry.Settlement;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.StagedFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableCommitterTest {
  private final Storage storage = LocalStorage.create();

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;
  private FirnTable table;
  private long seed = 500;

  @BeforeEach
  void createTable() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
    table = TestWarehouse.createTable(firn);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void waitingChangesShareOneMetadataFileAndHaveASnapshotEach() throws Exception {
    try (OtherProcess process = process(FaultPlan.none());
        ExecutorService callers = Executors.newFixedThreadPool(5)) {
      CountDownLatch firstInside = new CountDownLatch(1);
      CountDownLatch othersQueued = new CountDownLatch(1);
      List<CompletableFuture<SettledCommit>> committed = new ArrayList<>();
      Change first =
          process.change(
              draft -> {
                firstInside.countDown();
                awaitQuietly(othersQueued);
              });
      committed.add(CompletableFuture.supplyAsync(() -> process.committer.commit(first), callers));
      firstInside.await();
      for (int i = 0; i < 4; i++) {
        Change next = process.change(draft -> {});
        committed.add(CompletableFuture.supplyAsync(() -> process.committer.commit(next), callers));
      }
      while (process.committer.waitingCount() < 4) {
        Thread.onSpinWait();
      }
      othersQueued.countDown();
      for (CompletableFuture<SettledCommit> each : committed) {
        each.get();
      }
    }
    TableMetadata metadata = table.metadata();
    assertThat(metadata.snapshots()).hasSize(5);
    // One file of the creation, one of the first change, one of the other four together.
    assertThat(metadata.metadataFileLocation()).contains("/metadata/00002-");
    assertThat(metadata.snapshotLog()).as("one history entry per metadata file").hasSize(2);
    TableFolder.of(table).requireNothingUnreferenced("after a group");
  }

  @Test
  void changeThatCannotBeAppliedFailsAloneInItsGroup() throws Exception {
    try (OtherProcess process = process(FaultPlan.none());
        ExecutorService callers = Executors.newFixedThreadPool(3)) {
      CountDownLatch firstInside = new CountDownLatch(1);
      CountDownLatch othersQueued = new CountDownLatch(1);
      Change slow =
          process.change(
              draft -> {
                firstInside.countDown();
                awaitQuietly(othersQueued);
              });
      CompletableFuture<SettledCommit> first =
          CompletableFuture.supplyAsync(() -> process.committer.commit(slow), callers);
      firstInside.await();
      Change bad =
          process.change(
              draft -> {
                throw new FirnException(ErrorCode.CONFLICT, "cannot be");
              });
      Change good = process.change(draft -> {});
      CompletableFuture<SettledCommit> failing =
          CompletableFuture.supplyAsync(() -> process.committer.commit(bad), callers);
      CompletableFuture<SettledCommit> working =
          CompletableFuture.supplyAsync(() -> process.committer.commit(good), callers);
      while (process.committer.waitingCount() < 2) {
        Thread.onSpinWait();
      }
      othersQueued.countDown();
      first.get();
      working.get();
      assertThat(failing).completesExceptionallyWithin(java.time.Duration.ofMinutes(1));
    }
    assertThat(table.metadata().snapshots()).hasSize(2);
    TableFolder.of(table).requireNothingUnreferenced("after a failed change");
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  @Test
  void interruptInTheMiddleOfACommitDoesNotReachIt() {
    try (OtherProcess process = process(FaultPlan.none())) {
      Thread caller = Thread.currentThread();
      SettledCommit committed =
          process.committer.commit(process.change(draft -> caller.interrupt()));
      assertThat(Thread.interrupted()).as("kept for the caller").isTrue();
      assertThat(table.metadata().currentSnapshot().snapshotId()).isEqualTo(committed.snapshotId());
    }
  }

  @Test
  void loserOfARaceCommitsOnTopOfTheWinner() {
    try (OtherProcess process = process(FaultPlan.none())) {
      boolean[] raced = new boolean[1];
      Change change =
          process.change(
              draft -> {
                if (!raced[0]) {
                  raced[0] = true;
                  TestWarehouse.load(firn, 7);
                }
              });
      SettledCommit committed = process.committer.commit(change);
      Snapshot current = table.metadata().currentSnapshot();
      assertThat(current.snapshotId()).isEqualTo(committed.snapshotId());
      assertThat(current.summary()).containsEntry("total-records", "7");
      assertThat(process.retries("lost_race")).isEqualTo(1);
      assertThat(process.commits("landed")).isEqualTo(1);
    }
    assertThat(table.metadata().snapshots()).hasSize(2);
    TableFolder.of(table).requireNothingUnreferenced("after a lost race");
  }

  @Test
  void raceThatIsLostForEverIsAConflict() {
    try (OtherProcess process = process(FaultPlan.none())) {
      Change unlucky = process.change(draft -> TestWarehouse.load(firn, 1));
      assertThatThrownBy(() -> process.committer.commit(unlucky))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("Try again")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CONFLICT);
      assertThat(process.retries("lost_race")).isEqualTo(100);
      assertThat(process.commits("failed")).isEqualTo(1);
    }
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  @Test
  void swapThatFailsIsTriedAgainUntilItHasFailedThreeTimes() {
    try (OtherProcess process = process(FaultPlan.none())) {
      process.pointer.swapsToFail = 2;
      process.committer.commit(process.change(draft -> {}));
      assertThat(process.retries("failed_swap")).isEqualTo(2);
      assertThat(process.commits("landed")).isEqualTo(1);

      process.pointer.swapsToFail = 3;
      Change hopeless = process.change(draft -> {});
      assertThatThrownBy(() -> process.committer.commit(hopeless))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("the swap failed");
      assertThat(process.retries("failed_swap")).isEqualTo(5);
      assertThat(process.commits("failed")).isEqualTo(1);
    }
    assertThat(table.metadata().snapshots()).hasSize(1);
    TableFolder.of(table).requireNothingUnreferenced("after failed swaps");
  }

  @Test
  void latencyOfACommitIsFromItsArrivalToItsEnd() {
    try (OtherProcess process = process(FaultPlan.none())) {
      process.committer.commit(process.change(draft -> process.nanos.addAndGet(7_000_000)));
      assertThat(
              process
                  .metrics
                  .registry()
                  .get("firn.commit")
                  .tag("outcome", "landed")
                  .timer()
                  .totalTime(TimeUnit.NANOSECONDS))
          .isEqualTo(7_000_000);
    }
  }

  @Test
  void lostAnswerOfALandedSwapIsFoundInTheRegistry() {
    for (long call = 1; call < 30; call++) {
      int before = table.metadata().snapshots().size();
      FaultPlan plan = FaultPlan.failing(call, Mode.AFTER);
      boolean acknowledged = false;
      try (OtherProcess process = process(plan)) {
        process.committer.commit(process.change(draft -> {}));
        acknowledged = true;
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining("injected");
      }
      int added = table.metadata().snapshots().size() - before;
      assertThat(added).as("call " + call + " " + plan.failedAt()).isEqualTo(acknowledged ? 1 : 0);
    }
  }

  @Test
  void outcomeThatCannotBeAskedIsUnknownAndKeepsItsFiles() {
    try (OtherProcess process = process(FaultPlan.none())) {
      process.pointer.breakDown = true;
      Change change = process.change(draft -> {});
      assertThatThrownBy(() -> process.committer.commit(change))
          .isInstanceOf(CommitUnknownException.class)
          .hasMessageContaining(change.commitId())
          .hasMessageContaining("firn snapshots");
      assertThat(process.commits("unknown")).isEqualTo(1);
      assertThat(firn.registry().unsettledFiles().list()).isNotEmpty();
    }
    assertThat(firn.settle(TestWarehouse.TABLE)).as("the next writer settles").isNotEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after settling an unknown commit");
  }

  @Test
  void manifestsAreMergedAndNothingOfThemIsLeftOver() {
    for (int i = 0; i < 105; i++) {
      TestWarehouse.load(firn, 2);
    }
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(210);
    assertThat(table.icebergTable().currentSnapshot().allManifests(table.icebergTable().io()))
        .as("merged manifests")
        .hasSizeLessThan(100);
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
    TableFolder.of(table).requireNothingUnreferenced("after a merge");
  }

  @Test
  void metadataFilesBeyondTheirNumberAreDeleted() {
    FirnTable kept =
        firn.createTable(
            dev.firn.engine.catalog.NewTable.of(
                dev.firn.engine.table.TableName.parse("air.few"),
                TestWarehouse.SCHEMA,
                Map.of("write.metadata.previous-versions-max", "3")));
    for (int i = 0; i < 6; i++) {
      kept.load(TestWarehouse.reader(firn, 1));
    }
    List<String> files = storage.list(kept.metadata().location() + "/metadata");
    assertThat(files).filteredOn(file -> file.endsWith(".metadata.json")).hasSize(4);
    assertThat(kept.metadata().previousFiles())
        .extracting(MetadataLogEntry::file)
        .allMatch(storage::exists);
    TableFolder.of(kept).requireNothingUnreferenced("after metadata was deleted");
  }

  @Test
  void versionHintNamesTheCurrentMetadata() throws Exception {
    TestWarehouse.load(firn, 3);
    String location = table.metadata().metadataFileLocation();
    Path hint = LocalStorage.pathOf(table.metadata().location() + "/metadata/version-hint.text");
    assertThat(location).endsWith("/" + java.nio.file.Files.readString(hint) + ".metadata.json");
  }

  @Test
  void tableThatWasDroppedMeanwhileIsNotFound() {
    try (OtherProcess process = process(FaultPlan.none())) {
      firn.catalog().drop(TestWarehouse.TABLE);
      assertThatThrownBy(() -> process.committer.commit(process.change(draft -> {})))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    }
  }

  private OtherProcess process(FaultPlan plan) {
    Environment environment =
        Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), ++seed);
    String owners = LocalStorage.locationOf(warehouse.config().warehouse()) + "/owners";
    Registry registry =
        Registry.open(
            FaultyDataSource.of(Registry.dataSource(warehouse.config().catalogUri()), plan),
            storage,
            owners + "/registry.lock");
    return new OtherProcess(registry, environment, owners);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another process on the same warehouse, whose registry can break down. */
  private final class OtherProcess implements AutoCloseable {
    final Registry registry;
    final Ownership ownership;
    final Environment environment;
    final BreakablePointer pointer;
    final EngineMetrics metrics = EngineMetrics.inMemory();
    final AtomicLong nanos = new AtomicLong();
    final TableCommitter committer;

    OtherProcess(Registry registry, Environment environment, String owners) {
      this.registry = registry;
      this.environment =
          new Environment(
              environment.clock(),
              environment.ulids(),
              environment.uuids(),
              nanos::get,
              environment.ticker());
      this.ownership = new Ownership(storage, registry, this.environment, owners);
      this.pointer = new BreakablePointer(registry.pointer());
      this.committer =
          new TableCommitter(
              new CommitTarget(
                  TestWarehouse.TABLE,
                  storage,
                  registry,
                  ownership,
                  new MetadataFiles(storage),
                  this.environment,
                  metrics),
              pointer);
    }

    double retries(String cause) {
      return metrics.registry().get("firn.commit.retries").tag("cause", cause).counter().count();
    }

    long commits(String outcome) {
      return metrics.registry().get("firn.commit").tag("outcome", outcome).timer().count();
    }

    /** An empty append that does something more when it is applied. */
    Change change(java.util.function.Consumer<Draft> more) {
      String commitId = environment.ulids().get();
      Append append =
          new Append(
              commitId,
              TestWarehouse.TABLE,
              table.metadata().uuid(),
              new StagedFiles(null, 0, 0, 0, 0, 0, List.of(), List.of()),
              "nothing",
              0,
              Optional.empty());
      return new Change() {
        @Override
        public String commitId() {
          return commitId;
        }

        @Override
        public SettledCommit applyTo(Draft draft) {
          more.accept(draft);
          return append.applyTo(draft);
        }
      };
    }

    @Override
    public void close() {
      try (registry) {
        ownership.close();
      }
    }
  }

  /** A pointer whose database goes away in the middle of a swap and does not come back. */
  private static final class BreakablePointer implements CatalogPointer {
    private final CatalogPointer real;
    boolean breakDown;
    int swapsToFail;
    private boolean broken;

    BreakablePointer(CatalogPointer real) {
      this.real = real;
    }

    @Override
    public java.util.Optional<String> find(dev.firn.engine.table.TableName name) {
      requireWhole();
      return real.find(name);
    }

    @Override
    public boolean swap(
        dev.firn.engine.table.TableName name, String expected, String next, Settlement settlement) {
      broken = breakDown;
      requireWhole();
      if (swapsToFail > 0) {
        swapsToFail--;
        throw new FirnException(ErrorCode.STORAGE, "the swap failed");
      }
      return real.swap(name, expected, next, settlement);
    }

    @Override
    public boolean insert(
        dev.firn.engine.table.TableName name, String next, Settlement settlement) {
      return real.insert(name, next, settlement);
    }

    @Override
    public boolean rename(
        dev.firn.engine.registry.TableEntry from,
        dev.firn.engine.table.TableName to,
        Settlement settlement) {
      return real.rename(from, to, settlement);
    }

    @Override
    public boolean remove(
        dev.firn.engine.table.TableName name, String expected, Settlement settlement) {
      return real.remove(name, expected, settlement);
    }

    @Override
    public java.util.Optional<SettledCommit> findLanded(String commitId) {
      requireWhole();
      return real.findLanded(commitId);
    }

    @Override
    public java.util.Optional<SettledCommit> abort(String commitId) {
      requireWhole();
      return real.abort(commitId);
    }

    private void requireWhole() {
      if (broken) {
        throw new FirnException(ErrorCode.STORAGE, "the database is gone");
      }
    }
  }
}
