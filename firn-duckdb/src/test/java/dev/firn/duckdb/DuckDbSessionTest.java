package dev.firn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Reservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DuckDbSessionTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final DuckDbSettings SETTINGS = DuckDbSettings.of(MEMORY_BYTES, 2);

  private final MemoryBudget budget = MemoryBudget.of(512L << 20);
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @Test
  void holdsItsShareOfTheBudgetUntilClosed() {
    DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
    assertThat(budget.usedBytes()).isEqualTo(MEMORY_BYTES);
    session.close();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void refusesToStartWithoutItsMemory() {
    try (Reservation other = budget.reserve("another", budget.bytesMax(), Duration.ZERO)) {
      assertCode(
          ErrorCode.BUSY,
          () -> DuckDbSession.open(SETTINGS.waitingForMemory(Duration.ofMillis(10)), budget));
    }
  }

  @Test
  void deliversBatchesOfTheRowsAskedForInOrder() throws IOException {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
        ArrowReader rows = session.query("SELECT range AS i FROM range(25000)", 10_000)) {
      long expected = 0;
      for (int batchRows : List.of(10_000, 10_000, 5_000)) {
        assertThat(rows.loadNextBatch()).isTrue();
        assertThat(rows.getVectorSchemaRoot().getRowCount()).isEqualTo(batchRows);
        assertThat(rows.getVectorSchemaRoot().getVector(0).getObject(0)).isEqualTo(expected);
        expected += batchRows;
      }
      assertThat(rows.loadNextBatch()).isFalse();
    }
  }

  @Test
  void streamsResultsLargerThanItsMemory() throws IOException {
    long rowCount = 0;
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
        ArrowReader rows =
            session.query("SELECT repeat('x', 200) || i FROM range(2000000) t(i)", 10_000)) {
      while (rows.loadNextBatch()) {
        rowCount += rows.getVectorSchemaRoot().getRowCount();
      }
    }
    assertThat(rowCount).isEqualTo(2_000_000);
    assertThat(budget.peakBytes()).isLessThan(MEMORY_BYTES + (64L << 20));
  }

  @Test
  void runsSeveralResultsAtOnce() throws IOException {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
        ArrowReader first = session.query("SELECT i FROM range(500000) t(i)", 1_000)) {
      first.loadNextBatch();
      try (ArrowReader second = session.query("SELECT 42", 10)) {
        assertThat(Rows.readAll(second)).containsExactly(List.of(42));
      }
      assertThat(Rows.readAll(first)).hasSize(499_000);
    }
  }

  @Test
  void showsAViewToLaterResults() throws IOException {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      session.execute("CREATE SCHEMA air");
      session.execute("CREATE VIEW air.flights AS SELECT 7 AS delay");
      try (ArrowReader rows = session.query("SELECT delay FROM air.flights", 10)) {
        assertThat(Rows.readAll(rows)).containsExactly(List.of(7));
      }
    }
  }

  @Test
  void readsArrowStreamsAsTables() throws IOException {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      ArrowReader left = session.query("SELECT i, 'v' || i AS v FROM range(30000) t(i)", 1_000);
      ArrowReader right = session.query("SELECT 29999 AS i", 1_000);
      Map<String, ArrowReader> tables = Map.of("left side", left, "r", right);
      try (ArrowReader rows =
          session.query("SELECT v FROM \"left side\" JOIN r USING (i)", tables, 100)) {
        assertThat(Rows.readAll(rows)).hasToString("[[v29999]]");
      }
    }
  }

  @Test
  void closesStreamsThatAStatementDoesNotReach() {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      ArrowReader unread = session.query("SELECT 1", 1);
      assertCode(ErrorCode.SYNTAX, () -> session.query("SELEKT", Map.of("t", unread), 1).close());
    }
  }

  @Test
  void closesResultsThatAreStillOpen() {
    DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
    ArrowReader left = session.query("SELECT i FROM range(5000000) t(i)", 1_000);
    session.close();
    assertThat(budget.usedBytes()).isZero();
    assertThatThrownBy(left::loadNextBatch).isInstanceOf(Exception.class);
  }

  @Test
  void stopsARunningStatementOnCancel() {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      CompletableFuture<Void> cancelling =
          CompletableFuture.runAsync(
              session::cancel, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
      assertCode(
          ErrorCode.CANCELLED,
          () -> session.query("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3", 1));
      cancelling.join();
      assertCode(ErrorCode.CANCELLED, () -> session.query("SELECT 1", 1));
    }
  }

  @Test
  void neverEndsACancelledResultAsIfItWereComplete() throws IOException {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
        ArrowReader rows = session.query("SELECT i FROM range(100000000) t(i)", 1_000)) {
      assertThat(rows.loadNextBatch()).isTrue();
      session.cancel();
      assertCode(ErrorCode.CANCELLED, rows::loadNextBatch);
    }
  }

  @Test
  void tellsWhyTheFirstRowsFailed() {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      FirnException failure =
          assertCode(
              ErrorCode.QUERY,
              () -> session.query("SELECT CAST('a' || i AS INT) FROM range(5) t(i)", 10));
      assertThat(failure)
          .hasMessage(
              "DuckDB: Could not convert string 'a0' to INT32. Line 1, at: CAST('a' || i AS INT)");
    }
  }

  @Test
  void tellsWhyALaterRowFailed() throws IOException {
    String sql =
        "SELECT CAST(i || CASE WHEN i = 3000000 THEN 'x' ELSE '' END AS BIGINT)"
            + " FROM range(5000000) t(i)";
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget);
        ArrowReader rows = session.query(sql, 10_000)) {
      FirnException failure = assertCode(ErrorCode.QUERY, () -> Rows.readAll(rows));
      assertThat(failure)
          .hasMessageStartingWith("DuckDB: Could not convert string '3000000x' to INT64.");
    }
  }

  @Test
  void namesTheMissingTable() {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      FirnException failure =
          assertCode(ErrorCode.QUERY, () -> session.query("SELECT * FROM nope", 10));
      assertThat(failure)
          .hasMessageStartingWith("DuckDB: Table with name nope does not exist. Did you mean")
          .hasMessageEndingWith("Line 1, at: nope");
    }
  }

  @Test
  void failsWithMemoryWhereItMayNotSpill() {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      assertCode(ErrorCode.MEMORY, () -> session.query(sortOfTooMuch(), 10));
    }
  }

  @Test
  void spillsOnlyToItsFolder() throws IOException {
    Path spill = folder.resolve("spill");
    try (DuckDbSession session = DuckDbSession.open(SETTINGS.spillingTo(spill), budget);
        ArrowReader rows = session.query(sortOfTooMuch(), 10)) {
      assertThat(rows.loadNextBatch()).isTrue();
      assertThat(spill).isDirectory();
    }
    assertThat(spill).doesNotExist();
  }

  @Test
  void readsOnlyTheFilesItWasGiven() throws Exception {
    Path given = writeParquet("given's.parquet");
    Path other = writeParquet("other.parquet");
    DuckDbSettings settings = SETTINGS.readingFiles(List.of(given));
    try (DuckDbSession session = DuckDbSession.open(settings, budget);
        ArrowReader rows = session.query(select(given), 10)) {
      assertThat(Rows.readAll(rows)).containsExactly(List.of(1));
      FirnException failure = assertCode(ErrorCode.QUERY, () -> session.query(select(other), 10));
      assertThat(failure).hasMessageContaining("file system operations are disabled");
    }
  }

  @Test
  void readsAllFilesOfAGivenFolder() throws Exception {
    Path nested = Files.createDirectories(folder.resolve("a/b"));
    Path file = writeParquet("a/b/x.parquet");
    DuckDbSettings settings = SETTINGS.readingFolder(nested.getParent());
    try (DuckDbSession session = DuckDbSession.open(settings, budget);
        ArrowReader rows = session.query(select(file), 10)) {
      assertThat(Rows.readAll(rows)).containsExactly(List.of(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "COPY (SELECT 1) TO '/tmp/firn-must-not-exist.csv'",
        "ATTACH '/tmp/firn-must-not-exist.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '10GB'",
        "SET GLOBAL threads = 64",
        "RESET lock_configuration",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/etc/passwd']",
        "SET TimeZone = 'America/New_York'",
        "PRAGMA temp_directory = '/tmp'",
        "EXPORT DATABASE '/tmp/firn-must-not-exist'",
        "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
      })
  void refusesToReachOutside(String sql) {
    try (DuckDbSession session = DuckDbSession.open(SETTINGS, budget)) {
      assertThatThrownBy(() -> session.query(sql, 10).close()).isInstanceOf(FirnException.class);
      assertThatThrownBy(() -> session.execute(sql)).isInstanceOf(FirnException.class);
    }
  }

  private static String sortOfTooMuch() {
    return "SELECT hash(i) || repeat('x', 100) AS s FROM range(3000000) t(i) ORDER BY s";
  }

  private static String select(Path file) {
    return "SELECT * FROM read_parquet(" + DuckDbSql.literal(file.toString()) + ")";
  }

  private Path writeParquet(String name) throws Exception {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (SELECT 1) TO " + DuckDbSql.literal(file.toString()));
    }
    return file;
  }

  private static FirnException assertCode(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    FirnException failure = catchThrowableOfType(FirnException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
