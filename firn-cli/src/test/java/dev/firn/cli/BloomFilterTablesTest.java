package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose columns ask for Bloom filters, by the command. */
final class BloomFilterTablesTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void columnsThatAskForThemHaveFiltersThatReadersUse() throws Exception {
    warehouse.sql(
        TestWarehouse.FLIGHTS_TABLE
            + " WITH (bloom_filter_columns = ARRAY['origin', 'distance'], extra_properties ="
            + " MAP(ARRAY['write.parquet.bloom-filter-fpp.column.origin'], ARRAY['0.001']))");
    warehouse.load("air.flights", TestWarehouse.flights());

    Map<String, Long> bytes = new HashMap<>();
    for (JsonNode column : warehouse.json("files", "air.flights").get(0).get("columns")) {
      bytes.put(column.get("name").asText(), column.get("bloom_filter_bytes").asLong());
    }
    assertThat(bytes.get("origin")).isPositive();
    assertThat(bytes.get("distance")).isPositive();
    assertThat(bytes.get("date")).isZero();
    Path file = warehouse.dataFiles("air.flights").getFirst();
    assertThat(isExcluded(file, "origin", "'ATL'")).isFalse();
    assertThat(isExcluded(file, "origin", "'no airport'")).isTrue();
    JsonNode found =
        warehouse.json("query", "SELECT count(*) AS n FROM air.flights WHERE origin = 'ATL'");
    assertThat(found.get(0).get("n").asInt()).isPositive();
    warehouse.requireClean("air.flights");
  }

  @Test
  void settingFollowsItsColumnAndCanBeTakenBack() {
    warehouse.sql(
        TestWarehouse.FLIGHTS_TABLE
            + " WITH (bloom_filter_columns = ARRAY['origin'], extra_properties ="
            + " MAP(ARRAY['write.parquet.bloom-filter-ndv.column.origin'], ARRAY['400']));"
            + " ALTER TABLE air.flights RENAME COLUMN origin TO departure");
    JsonNode properties = warehouse.json("describe", "air.flights").get("properties");
    assertThat(properties.get("write.parquet.bloom-filter-enabled.column.departure").asText())
        .isEqualTo("true");
    assertThat(properties.get("write.parquet.bloom-filter-ndv.column.departure").asText())
        .isEqualTo("400");

    warehouse.sql("ALTER TABLE air.flights SET PROPERTIES bloom_filter_columns = ARRAY[]");
    warehouse.sql(
        "INSERT INTO air.flights SELECT TIMESTAMP '2001-01-01' AS date, 1::BIGINT AS delay,"
            + " 2::BIGINT AS distance, 'ATL' AS departure, 'JFK' AS destination");
    for (JsonNode column : warehouse.json("files", "air.flights").get(0).get("columns")) {
      assertThat(column.get("bloom_filter_bytes").asLong()).isZero();
    }
  }

  @Test
  void filterOfBooleansIsRefusedWhenTheTableIsMade() {
    CommandRun run =
        warehouse.run(
            "sql", "-e", "CREATE TABLE a.t (b boolean) WITH (bloom_filter_columns = ARRAY['b'])");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.error())
        .contains("'write.parquet.bloom-filter-enabled.column.b'")
        .contains("found booleans, of which Parquet has no Bloom filters");
  }

  private static boolean isExcluded(Path file, String column, String value) throws SQLException {
    String probe =
        "SELECT bool_and(bloom_filter_excludes) FROM parquet_bloom_probe('"
            + file
            + "', '"
            + column
            + "', "
            + value
            + ")";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows = statement.executeQuery(probe)) {
      rows.next();
      return rows.getBoolean(1);
    }
  }
}
