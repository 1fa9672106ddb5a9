package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a table whose definition changes between loads. */
class EvolvedTableTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void create() {
    warehouse = new TestWarehouse(folder);
    warehouse.sql(
        TestWarehouse.FLIGHTS_TABLE
            + " WITH (format_version = 3); CREATE TABLE air.plain (date timestamp(6),"
            + " distance bigint)");
    warehouse.load("air.flights", TestWarehouse.flights());
  }

  @Test
  void renamedColumnsKeepTheirValuesAndReaddedOnesHaveNone() {
    JsonNode before = one("SELECT count(*) n, sum(distance) d, count(delay) c FROM air.flights");
    warehouse.sql(
        "ALTER TABLE air.flights RENAME COLUMN distance TO miles;"
            + " ALTER TABLE air.flights DROP COLUMN delay;"
            + " ALTER TABLE air.flights ADD COLUMN delay varchar");

    JsonNode after = one("SELECT count(*) n, sum(miles) d, count(delay) c FROM air.flights");

    assertThat(before.get("c").asLong()).isPositive();
    assertThat(after.get("n")).isEqualTo(before.get("n"));
    assertThat(after.get("d")).isEqualTo(before.get("d"));
    assertThat(after.get("c").asLong()).isZero();
  }

  @Test
  void addedColumnsHaveTheirDefaultInOldRowsAndInLoadsWithoutThem() {
    long rows = one("SELECT count(*) n FROM air.flights").get("n").asLong();
    warehouse.sql(
        "ALTER TABLE air.flights ADD COLUMN state varchar DEFAULT 'it''s' NOT NULL;"
            + " ALTER TABLE air.flights ADD COLUMN price decimal(9, 2) DEFAULT 1.5;"
            + " ALTER TABLE air.flights ADD COLUMN since timestamp(6) with time zone DEFAULT"
            + " TIMESTAMP '2026-01-02 03:04:05 UTC';"
            + " ALTER TABLE air.flights ADD COLUMN bytes fixed(2) DEFAULT X'00ff';"
            + " ALTER TABLE air.flights ALTER COLUMN price SET DEFAULT 2.5");
    warehouse.load("air.flights", TestWarehouse.flights());

    JsonNode found =
        one(
            "SELECT count(*) FILTER (WHERE price = 1.5) a, count(*) FILTER (WHERE price = 2.5) b,"
                + " min(state) s, max(state) t, min(since) u, max(since) v, count(DISTINCT bytes) w"
                + " FROM air.flights");

    assertThat(found.get("a").asLong()).isEqualTo(rows);
    assertThat(found.get("b").asLong()).isEqualTo(rows);
    assertThat(found.get("s").asText()).isEqualTo("it's").isEqualTo(found.get("t").asText());
    assertThat(found.get("u").asText()).startsWith("2026-01-02T03:04:05");
    assertThat(found.get("v")).isEqualTo(found.get("u"));
    assertThat(found.get("w").asLong()).isEqualTo(1);
    warehouse.requireNothingUnreferenced("air.flights");
  }

  @Test
  void widenedColumnsKeepTheirValues() {
    warehouse.sql(
        "CREATE TABLE air.narrow (distance int);"
            + " ALTER TABLE air.narrow ALTER COLUMN distance SET DATA TYPE bigint");
    warehouse
        .run(
            "load", "--table", "air.narrow", "--ignore-unknown", TestWarehouse.flights().toString())
        .requireDone();
    assertThat(one("SELECT sum(distance) d FROM air.narrow").get("d"))
        .isEqualTo(one("SELECT sum(distance) d FROM air.flights").get("d"));
  }

  @Test
  void fieldsInsideColumnsAreFoundUnderTheirNewNamesInOldFiles() {
    warehouse.sql(
        "CREATE TABLE air.nested (id bigint, s row(a int, b int));"
            + " INSERT INTO air.nested VALUES (1, {'a': 10, 'b': 20});"
            + " ALTER TABLE air.nested ADD COLUMN s.d int;"
            + " ALTER TABLE air.nested RENAME COLUMN s.a TO c;"
            + " ALTER TABLE air.nested RENAME COLUMN s.b TO a;"
            + " INSERT INTO air.nested VALUES (2, {'c': 11, 'a': 21, 'd': 31})");
    JsonNode rows = warehouse.json("query", "SELECT id, s.c, s.a, s.d FROM air.nested ORDER BY id");
    assertThat(rows.toString())
        .isEqualTo(
            "[{\"id\":1,\"c\":10,\"a\":20,\"d\":null},{\"id\":2,\"c\":11,\"a\":21,\"d\":31}]");
    JsonNode scan = one("--explain", "SELECT s FROM air.nested");
    assertThat(scan.get("reader").asText())
        .isEqualTo("duckdb, iceberg (1 file: changed fields in column 's')");
    assertThat(one("--explain", "SELECT id FROM air.nested").get("reader").asText())
        .as("who does not read them")
        .isEqualTo("duckdb");
  }

  @Test
  void showsComeInEveryFormat() {
    assertThat(warehouse.json("sql", "-e", "SHOW TABLES FROM air").toString())
        .isEqualTo("[{\"table\":\"flights\"},{\"table\":\"plain\"}]");
    assertThat(
            warehouse.run("sql", "-e", "DESCRIBE air.plain", "--format", "csv").requireDone().out())
        .isEqualTo(
            "column,type,extra,comment\r\ndate,timestamp(6),\"\",\"\"\r\ndistance,bigint,\"\",\"\"\r\n");
    assertThat(warehouse.run("sql", "-e", "SHOW CREATE TABLE air.plain").requireDone().out())
        .startsWith("CREATE TABLE air.plain (\n  date timestamp(6),\n");
    assertThat(
            warehouse.json("sql", "-e", "SHOW CREATE TABLE air.plain").get(0).has("create_table"))
        .isTrue();
  }

  @Test
  void renamedTableIsReadUnderItsNewName() {
    warehouse.sql("ALTER TABLE air.flights RENAME TO trips");
    assertThat(one("SELECT count(*) n FROM air.trips").get("n").asLong()).isPositive();
    warehouse.run("query", "SELECT * FROM air.flights").requireFailed(1);
  }

  private JsonNode one(String... query) {
    List<String> words = new ArrayList<>(List.of("query"));
    words.addAll(List.of(query));
    return warehouse.json(words.toArray(String[]::new)).get(0);
  }
}
