package dev.firn.engine.ingest;

import static dev.firn.engine.ingest.Streaming.append;
import static dev.firn.engine.ingest.Streaming.codeOf;
import static dev.firn.engine.ingest.Streaming.status;
import static dev.firn.engine.ingest.Streaming.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streaming at its edges: tiny batches, long delays, clocks that jump, tables that change. */
final class StreamingEdgesTest {
  @TempDir private Path folder;
  private final Streaming.Time time = new Streaming.Time();
  private TestWarehouse warehouse;
  private Firn firn;
  private long seed;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = Streaming.open(warehouse, time, ++seed);
    TestWarehouse.createTable(firn);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void batchesOfOneRowBecomeOneFileOfOneSeal() {
    Appender appender = table(firn).appender("p");
    for (int i = 1; i <= 100; i++) {
      append(appender, i, i);
    }
    assertThat(table(firn).seal())
        .singleElement()
        .extracting(CommittedSnapshot::rows)
        .isEqualTo(100L);
    assertThat(table(firn).dataFiles()).hasSize(1);
  }

  @Test
  void rowAloneIsCommittedByAgeWithoutAFurtherWrite() {
    append(table(firn).appender("p"), 1, 1);
    time.pass(Duration.ofMinutes(4).plusSeconds(59));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isZero();
    time.pass(Duration.ofSeconds(1));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
    time.pass(Duration.ofDays(400));
    firn.lanes().sealDue();
    assertThat(table(firn).metadata().snapshots()).hasSize(1);
  }

  @Test
  void idleLaneThatDidNotFindItsTableGoesOnWhenItIsBack() throws SQLException {
    Appender appender = table(firn).appender("p");
    append(appender, 1, 1);
    table(firn).seal();
    String uuid = table(firn).metadata().uuid();
    execute("CREATE TABLE aside AS SELECT * FROM iceberg_tables", "DELETE FROM iceberg_tables");
    firn.lanes().afterChange(uuid);
    assertThatThrownBy(() -> append(appender, 2, 2))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    execute("INSERT INTO iceberg_tables SELECT * FROM aside");
    firn.lanes().afterChange(uuid);
    append(appender, 2, 2);
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(2);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("warehouse/registry.db"));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  @Test
  void wallClockThatJumpsDoesNotChangeAges() {
    append(table(firn).appender("p"), 1, 1);
    time.jump(Duration.ofDays(1));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isZero();
    time.jump(Duration.ofDays(-2));
    append(table(firn).appender("p"), 2, 2);
    time.pass(Duration.ofMinutes(5));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(2);
  }

  @Test
  void rowsOfAnEarlierProcessAreAsOldAsTheWallClockSays() {
    append(table(firn).appender("p"), 1, 1);
    reopenFast();
    time.jump(Duration.ofMinutes(6));
    table(firn).appender("q");
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
  }

  @Test
  void rowsOfAnEarlierProcessThatAreFromTheFutureAreNew() {
    append(table(firn).appender("p"), 1, 1);
    reopenFast();
    time.jump(Duration.ofDays(-30));
    table(firn).appender("q");
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isZero();
    time.pass(Duration.ofMinutes(5));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
  }

  @Test
  void tableThatAnotherEngineDroppedRefusesRowsAndKeepsThem() {
    Appender appender = table(firn).appender("p");
    append(appender, 1, 1, 2);
    firn.catalog().drop(TestWarehouse.TABLE);
    time.pass(Duration.ofMinutes(5));
    firn.lanes().sealDue();
    assertThatThrownBy(() -> append(appender, 3, 3))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    assertThat(status(firn).pendingRows()).isEqualTo(2);

    TestWarehouse.createTable(firn);
    assertThat(append(table(firn).appender("p"), 1, 1).newRows()).as("another table").isEqualTo(1);
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
  }

  @Test
  void rowsThatWereLoggedBeforeAnotherEngineChangedTheTableFollowItsSchema() {
    append(table(firn).appender("p"), 1, 1, 2);
    Evolution.evolve(
        firn,
        table(firn),
        each ->
            each.updateSchema()
                .addColumn("later", Types.StringType.get())
                .renameColumn("n", "number")
                .commit());
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(2);
    assertThat(append(table(firn).appender("p"), 3, 3).newRows()).isEqualTo(1);
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(3);
  }

  @Test
  void rowsThatDoNotFitAColumnThatBecameRequiredStayInTheLog() {
    Evolution.evolve(
        firn,
        table(firn),
        each -> each.updateSchema().addColumn("later", Types.LongType.get()).commit());
    append(table(firn).appender("p"), 1, 1);
    Evolution.evolve(
        firn,
        table(firn),
        each -> each.updateSchema().allowIncompatibleChanges().requireColumn("later").commit());
    assertThatThrownBy(() -> table(firn).seal())
        .satisfies(
            e -> assertThat(codeOf(e)).isIn(ErrorCode.SCHEMA_MISMATCH, ErrorCode.DATA_REFUSED));
    assertThat(status(firn).pendingRows()).isEqualTo(1);
    Evolution.evolve(
        firn, table(firn), each -> each.updateSchema().makeColumnOptional("later").commit());
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
    assertThat(append(table(firn).appender("p"), 2, 2).newRows()).isEqualTo(1);
  }

  @Test
  void rollbackNeitherLosesNorRepeatsPendingRows() {
    Appender appender = table(firn).appender("p");
    append(appender, 1, 1);
    long first = table(firn).seal().getFirst().snapshotId();
    append(appender, 2, 2, 3);
    table(firn).seal();
    append(appender, 4, 4);
    table(firn).rollback(new SnapshotTarget.SnapshotId(first));
    assertThat(append(appender, 2, 2, 3, 4).newRows()).as("logged before").isZero();
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(2);
    reopenFast();
    assertThat(table(firn).seal()).isEmpty();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(2);
  }

  @Test
  void renamedTableKeepsItsLog() {
    Appender appender = table(firn).appender("p");
    append(appender, 1, 1);
    var other = dev.firn.engine.table.TableName.parse("air.trips");
    firn.catalog().rename(TestWarehouse.TABLE, other);
    append(appender, 2, 2);
    firn.table("air.trips").seal();
    assertThat(TableFolder.of(firn.table("air.trips")).rowCount()).isEqualTo(2);
    firn.closeFast();
    firn = Streaming.open(warehouse, time, ++seed);
    assertThat(append(firn.table("air.trips").appender("p"), 2, 2, 3).newRows()).isEqualTo(1);
    assertThat(firn.lanes().status(Optional.of(other))).hasSize(1);
  }

  private void reopenFast() {
    firn.closeFast();
    firn = Streaming.open(warehouse, time, ++seed);
  }
}
