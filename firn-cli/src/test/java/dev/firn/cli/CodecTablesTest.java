package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.cli.config.Surroundings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of every codec by the command: made, loaded, read back, queried and verified. */
final class CodecTablesTest {
  private static final String COLUMNS =
      "(b boolean, i int, l bigint, f real, d double, e decimal(9, 2), g decimal(38, 10),"
          + " h date, t timestamp(6), z timestamp(6) with time zone, s varchar, v varbinary,"
          + " u uuid, a array(varchar))";

  private static final String ROWS =
      " SELECT n % 3 = 0 AS b, n::INT AS i, n * 7919 AS l, (n / 7)::FLOAT AS f, sqrt(n) AS d,"
          + " (n / 4)::DECIMAL(9, 2) AS e, (n * 12345)::DECIMAL(38, 10) AS g,"
          + " DATE '2020-01-01' + (n % 900)::INT AS h, make_timestamp(n * 1000003) AS t,"
          + " make_timestamp(n * 999)::TIMESTAMPTZ AS z,"
          + " CASE WHEN n % 11 = 0 THEN NULL ELSE 'row ' || (n % 500) || repeat('x', (n % 40)::INT)"
          + " END AS s, ('value ' || n)::BLOB AS v, md5(n::VARCHAR)::UUID AS u,"
          + " [n::VARCHAR, s] AS a FROM range(20000) r(n)";

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'zstd' | zstd",
        "'zstd', compression_level = 19 | zstd",
        "'snappy' | snappy",
        "'gzip' | gzip",
        "'brotli' | brotli",
        "'brotli', compression_level = 0 | brotli",
        "'brotli', compression_level = 11 | brotli",
        "'lz4_raw' | lz4_raw",
        "'lz4', compression_level = 12 | lz4_raw",
        "'none' | uncompressed"
      })
  void tableOfACodecIsLoadedReadBackQueriedAndVerified(String setting, String codec) {
    warehouse.sql(
        "CREATE TABLE c.t "
            + COLUMNS
            + " WITH (compression_codec = "
            + setting
            + ", verify_on_write = 'values');"
            + " INSERT INTO c.t"
            + ROWS);
    for (JsonNode column : warehouse.json("files", "c.t").get(0).get("columns")) {
      assertThat(column.get("codec").asText()).isEqualTo(codec);
    }
    JsonNode wrong =
        warehouse.json(
            "query",
            "SELECT count(*) AS n FROM ((SELECT * FROM c.t EXCEPT ALL"
                + ROWS
                + ") UNION ALL ("
                + ROWS.strip()
                + " EXCEPT ALL SELECT * FROM c.t))");
    assertThat(wrong.get(0).get("n").asInt()).isZero();
    warehouse.requireClean("c.t");
  }

  @Test
  void whoChoosesBrotliIsToldWhoCannotReadIt() {
    String note = "cannot read brotli pages";
    assertThat(told("CREATE TABLE c.t (a int, b int) WITH (compression_codec = 'brotli')"))
        .startsWith("Created table c.t. Spark")
        .contains(note);
    assertThat(told("ALTER TABLE c.t SET PROPERTIES compression_level = 3")).doesNotContain(note);
    assertThat(told("CREATE TABLE c.u (a int)")).doesNotContain(note);
    assertThat(
            told(
                "ALTER TABLE c.u SET PROPERTIES"
                    + " column_compression_codecs = MAP(ARRAY['a'], ARRAY['brotli'])"))
        .startsWith("Altered table c.u. Spark")
        .contains(note);
  }

  private String told(String statement) {
    return warehouse.run("sql", "-e", statement).requireDone().error();
  }

  @Test
  void configurationGivesColumnsTheirCodecs() {
    Surroundings surroundings =
        new Surroundings(
            Map.of(
                "FIRN_WAREHOUSE", warehouse.folder().toString(),
                "FIRN_STORAGE_PARQUET_COMPRESSION_DEFAULT", "brotli",
                "FIRN_STORAGE_PARQUET_COMPRESSION_COLUMN_OVERRIDES",
                    "{numeric: lz4_raw, boolean: none}"),
            folder,
            Optional.empty());
    CommandRun.in(surroundings, "sql", "-e", "CREATE TABLE c.t " + COLUMNS).requireDone();
    warehouse.sql("INSERT INTO c.t" + ROWS);
    for (JsonNode column : warehouse.json("files", "c.t").get(0).get("columns")) {
      String expected =
          switch (column.get("name").asText()) {
            case "b" -> "uncompressed";
            case "i", "l", "f", "d", "e", "g" -> "lz4_raw";
            default -> "brotli";
          };
      assertThat(column.get("codec").asText()).as(column.toString()).isEqualTo(expected);
    }
    warehouse.requireClean("c.t");
  }
}
