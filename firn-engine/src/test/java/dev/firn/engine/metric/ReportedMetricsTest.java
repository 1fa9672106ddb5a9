package dev.firn.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.owner.Leftover;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a warehouse reports of what it does, to the number. */
final class ReportedMetricsTest {
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
    firn.close();
  }

  @Test
  void loadIsCountedWithItsFileItsColumnsAndItsCommit() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        Mishaps.batches(
            firn,
            List.of(
                root -> TestWarehouse.fill(root, 1, 2, 3), root -> TestWarehouse.fill(root, 4, 5)));
    CommittedSnapshot done = table.load(reader);

    assertThat(taken("batches")).isEqualTo(2);
    assertThat(taken("rows")).isEqualTo(5);
    // Five numbers, and for each batch the bits that say which are null.
    assertThat(taken("bytes")).isBetween(5 * 8.0 + 2, 5 * 8.0 + 2 * 8);
    assertThat(of("firn.file.rows").summary().count()).isEqualTo(1);
    assertThat(of("firn.file.rows").summary().totalAmount()).isEqualTo(5);
    assertThat(of("firn.file.bytes").summary().totalAmount()).isEqualTo((double) done.bytes());
    long stored = table.dataFiles().getFirst().columnSizes().get(1);
    assertThat(column("compressed")).isEqualTo((double) stored);
    assertThat(column("encoded")).isPositive();
    assertThat(commits("landed")).isEqualTo(1);
    assertThat(firn.metrics().find("firn.ingest.refusals").counter()).isNull();
    assertThat(firn.metrics().find("firn.commit.retries").counter()).isNull();
  }

  @Test
  void refusedRowsAreCountedByKindAndNothingOfThemIsTakenIn() {
    TestWarehouse.createTable(firn, Map.of("firn.check.small", "n < 3"));
    Mishaps.refuseALoad(firn);

    assertThat(refusals("data_refused")).isEqualTo(1);
    assertThat(of("firn.ingest.violations").tag("kind", "null").counter().count()).isEqualTo(1);
    assertThat(of("firn.ingest.violations").tag("kind", "rule").counter().count()).isEqualTo(2);
    assertThat(firn.metrics().find("firn.ingest.rows").counter()).isNull();
    assertThat(firn.metrics().find("firn.commit").timer()).isNull();
  }

  @Test
  void loadThatIsRepeatedIsCountedAsDuplicateRows() {
    TestWarehouse.createTable(firn);
    TestWarehouse.load(firn, "k", 4);
    TestWarehouse.load(firn, "k", 4);
    TestWarehouse.load(firn, "k", 4);

    assertThat(taken("rows")).isEqualTo(4);
    assertThat(of("firn.ingest.duplicate.rows").tag("form", "load").counter().count()).isEqualTo(8);
    assertThat(commits("landed")).isEqualTo(1);
  }

  @Test
  void loadWhoseTableWasMadeAnewIsAConflict() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        Mishaps.batches(
            firn,
            List.of(
                root -> {
                  firn.catalog().purge(TestWarehouse.TABLE);
                  TestWarehouse.createTable(firn);
                  TestWarehouse.fill(root, 1, 2);
                }));
    assertThatThrownBy(() -> table.load(reader)).isInstanceOf(FirnException.class);

    assertThat(refusals("conflict")).isEqualTo(1);
    assertThat(commits("failed")).isEqualTo(1);
    assertThat(of("firn.file.rows").summary().count()).as("finished, then thrown away").isOne();
    assertThat(firn.metrics().find("firn.ingest.rows").counter()).isNull();
  }

  @Test
  void lostRaceIsARetryOfALandedCommit() {
    TestWarehouse.createTable(firn);
    try (Firn winner = warehouse.open()) {
      Mishaps.loseARace(firn, winner);
    }

    assertThat(retries("lost_race")).isEqualTo(1);
    assertThat(commits("landed")).isEqualTo(1);
  }

  @Test
  void leftoversOfADeadProcessAreCountedByTheirTable() {
    TestWarehouse.createTable(firn, Mishaps.SMALL_FILES);
    Mishaps.leaveFiles(warehouse);
    List<Leftover> removed = firn.settle(TestWarehouse.TABLE);

    assertThat(removed).isNotEmpty();
    assertThat(of("firn.recovery.removed.files").counter().count()).isEqualTo(removed.size());
    assertThat(of("firn.recovery.removed.bytes").counter().count())
        .isEqualTo((double) removed.stream().mapToLong(Leftover::bytes).sum());
  }

  @Test
  void appendedRowsAreCountedOnceWhateverIsSentAgain() {
    TestWarehouse.createTable(firn);
    Appends.append(firn, 1, 10, 11, 12);
    Appends.append(firn, 1, 10, 11, 12);
    Appends.append(firn, 3, 12, 13);
    assertThatThrownBy(() -> Appends.append(firn, 9, 19)).hasMessageContaining("expected row 5");

    assertThat(logged("rows")).isEqualTo(4);
    assertThat(logged("batches")).isEqualTo(2);
    assertThat(of("firn.log.rows").counter().count()).isEqualTo(4);
    assertThat(duplicates("batch")).isEqualTo(3);
    assertThat(duplicates("overlap")).isEqualTo(1);
    assertThat(of("firn.ingest.receipts").tag("status", "logged").counter().count()).isEqualTo(3);
    assertThat(of("firn.ingest.refusals").tag("reason", "gap").counter().count()).isEqualTo(1);
    assertThat(of("firn.log.pending.rows").gauge().value()).isEqualTo(4);

    firn.table(TestWarehouse.TABLE.toString()).seal();
    assertThat(of("firn.log.pending.rows").gauge().value()).isZero();
    assertThat(of("firn.log.pending.age").gauge().value()).isZero();
    assertThat(of("firn.seal.phase").tag("phase", "commit").timer().count()).isEqualTo(1);
    assertThat(of("firn.file.rows").summary().totalAmount()).isEqualTo(4);
    assertThat(commits("landed")).isPositive();
  }

  @Test
  void rowsInTheLogOfADeadProcessAreCountedAsReplayed() {
    TestWarehouse.createTable(firn);
    Mishaps.leaveRowsInALog(warehouse);
    firn.table(TestWarehouse.TABLE.toString()).seal();

    assertThat(of("firn.recovery.replayed.rows").counter().count()).isEqualTo(1);
    assertThat(of("firn.recovery").timer().count()).isEqualTo(1);
    assertThat(firn.metrics().find("firn.ingest.rows").counter())
        .as("the dead process has told their senders")
        .isNull();
  }

  @Test
  void memoryIsThatOfTheBudget() {
    MeterRegistry metrics = firn.metrics();
    assertThat(metrics.get("firn.memory.max").gauge().value())
        .isEqualTo((double) warehouse.config().memoryBytesMax());
    assertThat(metrics.get("firn.memory.used").gauge().value()).isZero();
    try (var _ = firn.budget().reserve("a test", 1_000, java.time.Duration.ZERO)) {
      assertThat(metrics.get("firn.memory.used").gauge().value()).isEqualTo(1_000);
    }
    assertThat(metrics.get("firn.memory.used").gauge().value()).isZero();
    assertThat(metrics.get("firn.memory.peak").gauge().value()).isEqualTo(1_000);
    assertThat(metrics.get("firn.memory.waits").functionCounter().count()).isZero();
  }

  @Test
  void registryOfTheCallersIsToldFromTheStartAndKeepsItsCounts() {
    MeterRegistry own = new SimpleMeterRegistry();
    for (int opened = 1; opened <= 2; opened++) {
      try (Firn told = Firn.open(warehouse.config(), new IcebergValues(), own)) {
        assertThat(told.metrics()).isSameAs(own);
        assertThat(own.get("firn.memory.max").gauge().value())
            .isEqualTo((double) warehouse.config().memoryBytesMax());
        if (opened == 1) {
          TestWarehouse.createTable(told);
        }
        TestWarehouse.load(told, 3);
      }
      assertThat(own.find("firn.memory.max").gauge()).as("goes with its warehouse").isNull();
      assertThat(sum(own, "firn.ingest.rows")).isEqualTo(3 * opened);
    }
  }

  private RequiredSearch of(String name) {
    return firn.metrics().get(name).tag("table", TestWarehouse.TABLE.toString());
  }

  private double taken(String what) {
    return of("firn.ingest." + what).tag("way", "load").counter().count();
  }

  private double logged(String what) {
    return of("firn.ingest." + what).tag("way", "log").counter().count();
  }

  private double duplicates(String form) {
    return of("firn.ingest.duplicate.rows").tag("form", form).counter().count();
  }

  private double refusals(String reason) {
    return of("firn.ingest.refusals").tag("way", "load").tag("reason", reason).counter().count();
  }

  private double retries(String cause) {
    return of("firn.commit.retries").tag("cause", cause).counter().count();
  }

  private long commits(String outcome) {
    return of("firn.commit").tag("outcome", outcome).timer().count();
  }

  private double column(String state) {
    return of("firn.column." + state + ".bytes")
        .tag("column", "n")
        .tag("codec", "zstd")
        .counter()
        .count();
  }

  private static double sum(MeterRegistry metrics, String name) {
    return metrics.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }
}
