package dev.firn.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final TableName TABLE = TableName.parse("air.flights");

  @TempDir private Path folder;
  private DataSource source;
  private Registry registry;

  @BeforeEach
  void open() {
    source = Registry.dataSource("jdbc:sqlite:" + folder.resolve("registry.db"));
    registry = Registry.open(source, LocalStorage.create(), lock());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void schemaVersionIsThatOfTheNewestMigration() throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC")) {
      assertThat(rows.getString(1)).isEqualTo(Registry.SCHEMA_VERSION);
    }
  }

  @Test
  void fourProcessesCanOpenAFreshDatabaseAtOnce() {
    DataSource fresh = Registry.dataSource("jdbc:sqlite:" + folder.resolve("fresh.db"));
    List<CompletableFuture<Void>> opened =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> Registry.open(fresh, LocalStorage.create(), lock()).close()))
            .toList();
    assertThat(opened).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofMinutes(1)));
  }

  @Test
  void catalogOfAnotherIcebergClientIsTakenOver() throws SQLException {
    DataSource theirs = Registry.dataSource("jdbc:sqlite:" + folder.resolve("theirs.db"));
    try (Connection connection = theirs.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE iceberg_tables (catalog_name VARCHAR(255) NOT NULL, table_namespace"
              + " VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, metadata_location"
              + " VARCHAR(1000), previous_metadata_location VARCHAR(1000),"
              + " PRIMARY KEY (catalog_name, table_namespace, table_name))");
      statement.execute("INSERT INTO iceberg_tables VALUES ('firn', 'air', 'flights', 'm1', NULL)");
    }
    try (Registry opened = Registry.open(theirs, LocalStorage.create(), lock())) {
      assertThat(opened.tables().list()).containsExactly(new TableEntry(TABLE, "m1"));
      assertThat(opened.pointer().swap(TABLE, "m1", "m2", settlement("c1"))).isTrue();
    }
  }

  @Test
  void pointerMovesOnlyFromWhereItIsExpected() {
    assertThat(registry.pointer().find(TABLE)).isEmpty();
    assertThat(registry.pointer().insert(TABLE, "m0", settlement("c0"))).isTrue();
    assertThat(registry.pointer().insert(TABLE, "m9", settlement("c9"))).isFalse();
    assertThat(registry.pointer().swap(TABLE, "m0", "m1", settlement("c1"))).isTrue();
    assertThat(registry.pointer().swap(TABLE, "m0", "m2", settlement("c2"))).isFalse();
    assertThat(registry.pointer().find(TABLE)).contains("m1");
    assertThat(registry.pointer().findLanded("c1")).isPresent();
    assertThat(registry.pointer().findLanded("c2")).isEmpty();
    assertThat(registry.pointer().remove(TABLE, "m0", settlement("c3"))).isFalse();
    assertThat(registry.pointer().remove(TABLE, "m1", settlement("c3"))).isTrue();
    assertThat(registry.pointer().find(TABLE)).isEmpty();
    assertThat(registry.pointer().findLanded("c3")).isPresent();
  }

  @Test
  void abortedCommitNeverLands() {
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    assertThat(registry.pointer().abort("c1")).isEmpty();
    assertThat(registry.pointer().swap(TABLE, "m0", "m1", settlement("c1"))).isFalse();
    assertThat(registry.pointer().find(TABLE)).contains("m0");
    assertThat(registry.pointer().insert(TableName.parse("a.b"), "x", settlement("c1"))).isFalse();
  }

  @Test
  void landedCommitCannotBeAborted() {
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    assertThat(registry.pointer().abort("c0"))
        .hasValueSatisfying(commit -> assertThat(commit.rows()).isEqualTo(5));
  }

  @Test
  void settlementForgetsTheCommitsFilesButThoseItHasNoUseFor() {
    registry.owners().insert(new OwnerEntry("o", "here", 1, NOW));
    registry
        .unsettledFiles()
        .register(
            List.of(
                file("a", "c0"),
                file("b", "c0"),
                new UnsettledFile("m", "a0", "o", TABLE, Kind.METADATA, NOW),
                file("x", "cX")));
    Settlement settlement =
        new Settlement(
            "a0",
            settlement("c0").commits(),
            List.of(),
            List.of("b"),
            List.of(new FinishedFile("m", 7, 0, 9)),
            List.of(),
            NOW);
    registry.pointer().insert(TABLE, "m0", settlement);

    assertThat(registry.unsettledFiles().list())
        .extracting(UnsettledFile::location)
        .containsExactlyInAnyOrder("b", "x");
    assertThat(registry.unsettledFiles().listByCommit("c0")).isEmpty();
    assertThat(registry.pointer().findLanded("a0")).as("the attempt").isPresent();
    assertThat(registry.checksums().find("m")).contains(new FinishedFile("m", 7, 0, 9));
    assertThat(registry.checksums().list("t")).hasSize(1);
    assertThat(registry.unsettledFiles().listByOwner("o")).hasSize(2);
    registry.unsettledFiles().forget(List.of("b"));
    assertThat(registry.unsettledFiles().listByOwner("o")).hasSize(1);
  }

  @Test
  void keyBelongsToOneCommitUntilItIsReleasedOrExpires() {
    IdempotencyKeys keys = registry.idempotencyKeys();
    assertThat(keys.claim("t", "k", "c1", "o1", NOW)).isEqualTo(new KeyClaim.Granted());
    assertThat(keys.claim("t", "k", "c2", "o2", NOW)).isEqualTo(new KeyClaim.Held("c1", "o1"));
    assertThat(keys.claim("other", "k", "c3", "o2", NOW)).isEqualTo(new KeyClaim.Granted());
    keys.release("c1");
    assertThat(keys.claim("t", "k", "c2", "o2", NOW)).isEqualTo(new KeyClaim.Granted());

    registry.pointer().insert(TABLE, "m0", settlement("c2"));
    assertThat(keys.claim("t", "k", "c4", "o4", NOW)).isInstanceOf(KeyClaim.Landed.class);
    Instant nextDay = NOW.plus(IdempotencyKeys.RETENTION).plusSeconds(1);
    assertThat(keys.claim("t", "k", "c4", "o4", nextDay)).isEqualTo(new KeyClaim.Granted());
  }

  @Test
  void oldLoadsAreForgottenAfterNinetyDays() {
    LoadHistory.Line old = line("c1", NOW.minus(Duration.ofDays(91)));
    registry.loads().insert(old);
    LoadHistory.Line recent = line("c2", NOW);
    registry.loads().insert(recent);
    registry.prune(NOW);
    assertThat(registry.loads().list(TABLE)).containsExactly(recent);
  }

  @Test
  void filesOfAClosedOwnerAreRefused() {
    assertThatThrownBy(() -> registry.unsettledFiles().register(List.of(file("a", "c0"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(registry.unsettledFiles().list()).isEmpty();
  }

  @Test
  void outcomesAreForgottenInTimeUnlessAKeyNeedsThem() {
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    registry.pointer().swap(TABLE, "m0", "m1", settlement("c1"));
    registry.idempotencyKeys().claim("t", "k", "c1", "o", NOW);
    registry.prune(NOW.plus(Duration.ofDays(91)));
    assertThat(registry.pointer().findLanded("c0")).isEmpty();
    assertThat(registry.pointer().findLanded("c1")).isPresent();
  }

  @Test
  void nameThatDiffersInCaseIsTaken() {
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    TableName same = TableName.parse("AIR.Flights");
    assertThat(registry.pointer().insert(same, "m1", settlement("c1"))).isFalse();
  }

  @Test
  void keyOfALoadThatRunsDoesNotExpire() {
    IdempotencyKeys keys = registry.idempotencyKeys();
    keys.claim("t", "k", "c1", "o1", NOW);
    Instant nextDay = NOW.plus(IdempotencyKeys.RETENTION).plusSeconds(1);
    assertThat(keys.claim("t", "k", "c2", "o2", nextDay)).isInstanceOf(KeyClaim.Held.class);
  }

  @Test
  void keyOfALandedLoadIsNotGivenBack() {
    IdempotencyKeys keys = registry.idempotencyKeys();
    keys.claim("t", "k", "c0", "o1", NOW);
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    keys.release("c0");
    assertThat(keys.claim("t", "k", "c1", "o1", NOW)).isInstanceOf(KeyClaim.Landed.class);
  }

  @Test
  void tableWithANameThatFirnRefusesDoesNotHideTheOthers() throws SQLException {
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO iceberg_tables VALUES ('firn', 'a/b', 'odd:name', 'm', NULL, 'TABLE')");
    }
    assertThat(registry.tables().list()).extracting(TableEntry::name).containsExactly(TABLE);
  }

  @Test
  void databaseOfANewerFirnIsRefused() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '3'");
    }
    assertThatThrownBy(() -> Registry.open(source, LocalStorage.create(), lock()))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("newer Firn");
  }

  @Test
  void foldersInsideOrAroundAClaimedOneAreRefused() {
    assertThat(registry.tables().claimLocation("file:///w/air/flights", "t1", 1)).isTrue();
    assertThat(registry.tables().claimLocation("file:///w/air/flights/x", "t2", 2)).isFalse();
    assertThat(registry.tables().claimLocation("file:///w/air", "t2", 2)).isFalse();
    assertThat(registry.tables().claimLocation("file:///w/air/flights-2", "t2", 2)).isTrue();
    assertThat(registry.tables().isClaimedBy("file:///w/air/flights", "t1")).isTrue();
    assertThat(registry.tables().isClaimedBy("file:///w/air/flights", "t2")).isFalse();
  }

  @Test
  void longTextsAreCutToTheirColumn() {
    LoadHistory.Line line =
        new LoadHistory.Line("c1", TABLE, "s".repeat(2_000), "failed", "m", 1, 2, 3, NOW, NOW);
    registry.loads().insert(line);
    assertThat(registry.loads().list(TABLE).getFirst().source()).hasSize(1_000).endsWith("…");
  }

  @Test
  void namespacesAreThoseCreatedAndThoseOfTables() {
    assertThat(registry.tables().createNamespace("rail")).isTrue();
    assertThat(registry.tables().createNamespace("rail")).isFalse();
    registry.pointer().insert(TABLE, "m0", settlement("c0"));
    assertThat(registry.tables().listNamespaces()).containsExactly("air", "rail");
  }

  @Test
  void folderIsClaimedOnce() {
    assertThat(registry.tables().claimLocation("file:///w/air/flights", "t1", 1)).isTrue();
    assertThat(registry.tables().claimLocation("file:///w/air/flights", "t2", 2)).isFalse();
  }

  @Test
  void lostConnectionIsReplacedByTheNextCall() {
    FaultPlan plan = FaultPlan.failing(1, Mode.AFTER);
    DataSource faulty = FaultyDataSource.of(source, plan);
    JdbcCatalogPointer pointer = new JdbcCatalogPointer(new SqlSession(faulty));
    assertThatThrownBy(() -> pointer.find(TABLE))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("looking up table 'air.flights'")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.STORAGE);
    assertThat(pointer.find(TABLE)).isEmpty();
  }

  @Test
  void lockedDatabaseIsBusy() throws SQLException {
    DataSource impatient = Registry.dataSource("jdbc:sqlite:" + folder.resolve("registry.db"), 1);
    try (Connection blocker = source.getConnection();
        Statement statement = blocker.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      JdbcCatalogPointer pointer = new JdbcCatalogPointer(new SqlSession(impatient));
      assertThatThrownBy(() -> pointer.abort("c"))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.BUSY);
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void unknownDatabaseIsRefused() {
    assertThatThrownBy(() -> Registry.dataSource("jdbc:mysql://x"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected jdbc:sqlite:<file>")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.CONFIGURATION);
  }

  @Test
  void postgresIsRefusedAsNotYetSupportedWithoutShowingItsPassword() {
    assertThatThrownBy(() -> Registry.dataSource("jdbc:postgresql://u:secret@host/db"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("Postgres")
        .hasMessageNotContaining("secret")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.UNSUPPORTED);
  }

  @Test
  void fileThatIsNoDatabaseIsAFailure() throws Exception {
    Path file = folder.resolve("text.db");
    Files.writeString(file, "this is no database, but long enough to have a header".repeat(100));
    DataSource broken = Registry.dataSource("jdbc:sqlite:" + file);
    assertThatThrownBy(() -> Registry.open(broken, LocalStorage.create(), lock()))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("not a database");
  }

  private String lock() {
    return LocalStorage.locationOf(folder.resolve("registry.lock"));
  }

  private static LoadHistory.Line line(String commitId, Instant at) {
    return new LoadHistory.Line(commitId, TABLE, "file", "failed", "why", 1, 2, 3, at, at);
  }

  private static UnsettledFile file(String location, String commitId) {
    return new UnsettledFile(location, commitId, "o", TABLE, Kind.DATA, NOW);
  }

  private static Settlement settlement(String commitId) {
    return Settlement.of(new SettledCommit(commitId, "t", "append", 1, 5, 1, 100), NOW);
  }
}
