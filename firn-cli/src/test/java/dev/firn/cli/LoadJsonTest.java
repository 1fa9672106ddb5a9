package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON and NDJSON by the command: compressed, from standard input, refused with their lines. */
final class LoadJsonTest {
  private static final int FLIGHTS = 20_000;

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void ndjsonIsLoadedAsItIsAndCompressed() throws IOException {
    byte[] flights = Files.readAllBytes(flights());
    Path gzip = Files.write(folder.resolve("flights.ndjson.gz"), gzip(flights));
    Path zstd = Files.write(folder.resolve("flights.jsonl.zst"), Zstd.compress(flights));
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    JsonNode loaded = warehouse.load("air.flights", flights(), gzip, zstd);
    assertThat(loaded.get("rows").asInt()).isEqualTo(3 * FLIGHTS);

    warehouse.sql(TestWarehouse.FLIGHTS_TABLE.replace("air.flights", "air.parquet"));
    warehouse.load("air.parquet", TestWarehouse.flights());
    JsonNode difference =
        warehouse.json(
            "query",
            "SELECT count(*)::INTEGER AS n FROM (SELECT * FROM air.flights EXCEPT ALL"
                + " (SELECT * FROM air.parquet UNION ALL SELECT * FROM air.parquet"
                + " UNION ALL SELECT * FROM air.parquet))");
    assertThat(difference.get(0).get("n").asInt()).isZero();
  }

  @Test
  void ndjsonIsReadFromStandardInput() throws IOException {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    JsonNode loaded = loadFromStandardInput(gzip(Files.readAllBytes(flights())));
    assertThat(loaded.get("rows").asInt()).isEqualTo(FLIGHTS);
  }

  @Test
  void jsonOfAQueryIsLoadedAgainAsTheSameRows() throws IOException {
    String columns =
        "(b boolean, i int, l bigint, r real, d double, m decimal(38,10), day date, t time(6),"
            + " ts timestamp(6), tz timestamp(6) with time zone, s varchar, u uuid,"
            + " v varbinary)";
    warehouse.sql("CREATE TABLE t.one " + columns + "; CREATE TABLE t.two " + columns);
    Path source =
        TestParquet.write(
            folder.resolve("types.parquet"),
            "SELECT true AS b, (-5)::INTEGER AS i, 9223372036854775807 AS l, 'NaN'::FLOAT AS r,"
                + " '-Infinity'::DOUBLE AS d, 1234567890123456789012345678.0123456789::DECIMAL(38,10)"
                + " AS m, DATE '1969-12-31' AS day, TIME '23:59:59.999999' AS t,"
                + " TIMESTAMP '1969-12-31 23:59:59.999999' AS ts,"
                + " TIMESTAMPTZ '2026-01-01 00:00:00.000001+02' AS tz, 'é\"\\' || chr(10) AS s,"
                + " 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::UUID AS u, '\\x00\\xFF'::BLOB AS v"
                + " UNION ALL SELECT NULL, NULL, NULL, 1e-45::FLOAT, 0.1::DOUBLE, NULL, NULL, NULL, NULL, NULL, '',"
                + " NULL, ''::BLOB");
    warehouse.load("t.one", source);
    String rows = rows("t.one");
    Path json = Files.writeString(folder.resolve("rows.json"), rows);

    assertThat(warehouse.load("t.two", json).get("rows").asInt()).isEqualTo(2);
    assertThat(rows("t.two")).isEqualTo(rows).contains("\"NaN\"", "\"-Infinity\"", "0.1");
  }

  @Test
  void violationsNameLineAndRowAndNothingIsCommitted() throws IOException {
    warehouse.sql("CREATE TABLE t.numbers (n bigint NOT NULL, day date)");
    Path file =
        Files.writeString(
            folder.resolve("bad.ndjson"),
            """
            {"n": 1, "day": "2026-01-31"}

            {"n": 2, "day": "2026-02-30"}
            {"n": 3, "dya": "2026-01-31"}
            {"n": 4
            {"day": "2026-01-31"}
            """);
    CommandRun run = warehouse.run("load", file + "", "--table", "t.numbers", "--format", "json");
    JsonNode error = run.requireFailed(3).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("total").asInt()).isEqualTo(4);
    assertThat(error.get("violations").findValuesAsText("line"))
        .containsExactly("3", "4", "5", "6");
    assertThat(error.get("violations").findValuesAsText("row")).containsExactly("2", "3", "4", "5");
    assertThat(error.get("violations").findValuesAsText("column"))
        .containsExactly("day", "dya", "", "n");
    assertThat(warehouse.json("snapshots", "t.numbers")).isEmpty();
    warehouse.requireNothingUnreferenced("t.numbers");
  }

  @Test
  void arraysAndSingleObjectsAreJsonAndSequencesAreNot() throws IOException {
    warehouse.sql("CREATE TABLE t.numbers (n bigint)");
    Path array = Files.writeString(folder.resolve("array.json"), "[{\"n\":1},\n {\"n\":2}]");
    Path object = Files.writeString(folder.resolve("object.json"), "{\n\"n\": 3\n}\n");
    assertThat(warehouse.load("t.numbers", array, object).get("rows").asInt()).isEqualTo(3);
    Path sequence = Files.writeString(folder.resolve("sequence.json"), "{\"n\":1}\n{\"n\":2}\n");
    CommandRun run = warehouse.run("load", sequence + "", "--table", "t.numbers");
    assertThat(run.requireFailed(3).error()).contains("--input-format ndjson");
    JsonNode loaded =
        warehouse.json("load", sequence + "", "--table", "t.numbers", "--input-format", "ndjson");
    assertThat(loaded.get("rows").asInt()).isEqualTo(2);
  }

  @Test
  void absentKeyIsTheColumnsDefault() throws IOException {
    warehouse.sql("CREATE TABLE t.j (i int, j int DEFAULT 7) WITH (format_version = 3)");
    Path file = Files.writeString(folder.resolve("x.ndjson"), "{\"i\":1}\n{\"i\":2,\"j\":null}\n");
    warehouse.load("t.j", file);
    assertThat(warehouse.json("query", "SELECT i, j FROM t.j ORDER BY i"))
        .hasToString("[{\"i\":1,\"j\":7},{\"i\":2,\"j\":null}]");
  }

  @Test
  void rulesHoldForTheRecordThatTakesTheBrokenOnesPlace() throws IOException {
    warehouse.sql(
        "CREATE TABLE t.ruled (i int) WITH (extra_properties ="
            + " MAP(ARRAY['firn.check.positive'], ARRAY['i > 0']))");
    for (String broken : new String[] {"{\"zz\":1,\"i\":1,", "{\"zz\":1} x"}) {
      Path file = folder.resolve("x.ndjson");
      Files.writeString(file, broken + "\n{\"i\":-1}\n{\"i\":-2}\n");
      CommandRun run = warehouse.run("load", file + "", "--table", "t.ruled", "--format", "json");
      JsonNode error = run.requireFailed(3).errorJson();
      assertThat(error.get("violations").findValuesAsText("row"))
          .containsExactly("1", "1", "2", "3");
    }
  }

  private String rows(String table) {
    return warehouse.run("query", "SELECT * FROM " + table, "--format", "json").requireDone().out();
  }

  private JsonNode loadFromStandardInput(byte[] bytes) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(bytes));
    try {
      return warehouse.json("load", "-", "--input-format", "ndjson", "--table", "air.flights");
    } finally {
      System.setIn(before);
    }
  }

  private static Path flights() {
    return TestWarehouse.flights().resolveSibling("flights.ndjson");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }
}
