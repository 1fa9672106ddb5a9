package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queries say and write, and how they end. */
final class QueryContractTest {
  private static final String JUNE =
      "SELECT origin, delay FROM air.flights WHERE date >= DATE '2001-06-01' AND origin = 'SFO'";

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void load() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql(
        TestWarehouse.FLIGHTS_TABLE
            + " WITH (partitioning = ARRAY['month(date)'], sorted_by = ARRAY['origin', 'date'])");
    warehouse.load("air.flights", TestWarehouse.flights());
  }

  @Test
  void explainShowsWhatWouldBeReadOfEachTable() {
    JsonNode scans = warehouse.json("query", "--explain", JUNE);
    assertThat(scans).hasSize(1);
    JsonNode scan = scans.get(0);
    assertThat(CommandRun.keys(scan))
        .containsExactly(
            "table",
            "snapshot_id",
            "files_selected",
            "files_total",
            "bytes_selected",
            "bytes_total",
            "predicates",
            "reader");
    JsonNode june = warehouse.json("files", "air.flights").get(5);
    JsonNode table = warehouse.json("tables").get(0);
    assertThat(scan.get("table").asText()).isEqualTo("air.flights");
    assertThat(scan.get("snapshot_id"))
        .isEqualTo(warehouse.json("snapshots", "air.flights").get(0).get("snapshot_id"));
    assertThat(scan.get("files_selected").asInt()).isEqualTo(1);
    assertThat(scan.get("files_total").asInt()).isEqualTo(6);
    assertThat(scan.get("bytes_selected")).isEqualTo(june.get("bytes"));
    assertThat(scan.get("bytes_total")).isEqualTo(table.get("bytes"));
    assertThat(scan.get("predicates").asText())
        .isEqualTo("date >= '2001-06-01T00:00:00' AND origin = 'SFO'");
    assertThat(scan.get("reader").asText()).isEqualTo("duckdb");
  }

  @Test
  void lineAfterTheRowsSaysWhatWasRead() {
    CommandRun run = warehouse.run("query", JUNE, "--format", "csv").requireDone();
    assertThat(run.out()).startsWith("origin,delay\r\nSFO,");
    assertThat(run.error())
        .matches(
            "air\\.flights: 1 of 6 files, \\d+ of \\d+ bytes;"
                + " date >= '2001-06-01T00:00:00' AND origin = 'SFO'\\R");
    assertThat(warehouse.run("query", JUNE, "--quiet").requireDone().error()).isEmpty();
  }

  @Test
  void queryThatTakesTooLongIsStopped() {
    String endless =
        "SELECT count(*) FROM air.flights a, air.flights b, air.flights c"
            + " WHERE a.delay + b.delay + c.delay = 1000000";
    CommandRun run = warehouse.run("query", endless, "--timeout", "300ms", "--format", "json");
    JsonNode error = run.requireFailed(1).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("QUERY");
    assertThat(error.get("message").asText())
        .startsWith("Query: expected an answer within 300ms, found none");
    warehouse.run("query", JUNE, "--timeout", "5m").requireDone();
    assertThat(warehouse.run("query", JUNE, "--timeout", "soon").requireFailed(2).error())
        .contains("expected a time such as 30s, 5m or 1m30s, found 'soon'");
  }

  @Test
  void rowsAreWrittenAsArrow() throws IOException {
    Path file = folder.resolve("june.arrows");
    Files.writeString(file, "what was there before");
    CommandRun run = warehouse.run("query", JUNE, "--format", "arrow", "--output", file.toString());
    assertThat(run.requireDone().out()).isEmpty();
    long rows = 0;
    try (RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(Files.newInputStream(file), allocator)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
      assertThat(reader.getVectorSchemaRoot().getSchema().getFields())
          .extracting(field -> field.getName())
          .containsExactly("origin", "delay");
    }
    assertThat(rows).isEqualTo(count(JUNE));
  }

  @Test
  void rowsAreWrittenAsParquet() throws SQLException {
    Path file = folder.resolve("june.parquet");
    warehouse.run("query", JUNE, "--format", "parquet", "--output", file.toString()).requireDone();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*), min(origin), max(origin) FROM '" + file + "'")) {
      rows.next();
      assertThat(rows.getLong(1)).isEqualTo(count(JUNE));
      assertThat(rows.getString(2)).isEqualTo("SFO");
      assertThat(rows.getString(3)).isEqualTo("SFO");
    }
    CommandRun run = warehouse.run("query", JUNE, "--format", "parquet");
    assertThat(run.requireFailed(2).error()).contains("expected '--output FILE' with it");
  }

  @Test
  void failedQueryLeavesNoFile() {
    Path file = folder.resolve("none.parquet");
    warehouse
        .run("query", "SELECT 1 / nope", "--format", "parquet", "--output", file.toString())
        .requireFailed(1);
    assertThat(file).doesNotExist();
    assertThat(folder.resolve(".none.parquet.part")).doesNotExist();
  }

  @Test
  void otherCommandsWriteNoColumns() {
    CommandRun run = warehouse.run("tables", "--format", "arrow");
    assertThat(run.requireFailed(2).error())
        .contains("expected one of table, json and csv, found a format that only 'firn query'");
  }

  @Test
  void insertSaysHowManyRowsWentWhere() {
    CommandRun run =
        warehouse
            .run(
                "sql",
                "-e",
                "CREATE TABLE air.delays (origin varchar, worst bigint);"
                    + " INSERT INTO air.delays SELECT origin, max(delay) FROM air.flights GROUP BY 1;"
                    + " SELECT count(*) > 100 AS many FROM air.delays",
                "--format",
                "json")
            .requireDone();
    assertThat(run.json().get(0).get("many").asBoolean()).isTrue();
    assertThat(run.error())
        .containsPattern("Inserted \\d+ rows into air\\.delays, snapshot \\d+\\.");
  }

  private long count(String query) {
    return warehouse
        .json("query", "SELECT count(*) AS n FROM (" + query + ")")
        .get(0)
        .get("n")
        .asLong();
  }
}
