package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which conditions of a query select files, and as what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredicatesTest {
  private Firn firn;
  private QueriedWarehouse warehouse;

  @BeforeAll
  void create(@TempDir Path folder) {
    firn = Firn.open(FirnConfig.of(folder));
    warehouse = new QueriedWarehouse(firn);
    warehouse.sql(
        "CREATE TABLE a.t (i integer, l bigint, f real, d double, n decimal(9, 2),"
            + " w decimal(30, 4), s varchar, b boolean, day date, t time(6), ts timestamp(6),"
            + " tz timestamp(6) with time zone, u uuid, x varbinary, r row(a integer, b varchar))"
            + " WITH (partitioning = ARRAY['bucket(u, 8)']);"
            + "CREATE TABLE a.nanos (ns timestamp(9), fx fixed(2)) WITH (format_version = 3)");
  }

  @AfterAll
  void close() {
    firn.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i = 3 | i = 3",
        "3 < i | i > 3",
        "NOT (i < 3) | i >= 3",
        "i BETWEEN 2 AND 4 | i >= 2 AND i <= 4",
        "i IN (1, 5, 9) | i IN (1, 5, 9)",
        "i NOT IN (1, 5) | i <> 1 AND i <> 5",
        "i IS NULL | i IS NULL",
        "i IS NOT NULL | i IS NOT NULL",
        "i + 1 = 3 | i = 2",
        "(i = 3 AND l = 4) OR (i = 5 AND l IS NULL) | (i = 3 OR i = 5) AND (l = 4 OR l IS NULL)"
            + " AND (i = 3 AND l = 4 OR i = 5 AND l IS NULL)",
        "n > 1.5 | n > 1.50",
        "w = 123456789012345678901.5 | w = 123456789012345678901.5000",
        "s = 'it''s' | s = 'it's'",
        "s LIKE 'ab%' | s >= 'ab' AND s < 'ac'",
        "b | b = true",
        "NOT b | b = false",
        "day >= DATE '1969-12-31' | day >= '1969-12-31'",
        "t < TIME '10:00:00.000001' | t < '10:00:00.000001'",
        "ts >= DATE '2001-06-01' | ts >= '2001-06-01T00:00:00'",
        "CAST(ts AS DATE) = DATE '2001-06-01' | ts >= '2001-06-01T00:00:00' AND ts < '2001-06-02T00:00:00'",
        "tz = TIMESTAMPTZ '2001-06-01 02:00:00+02' | tz = '2001-06-01T00:00:00+00:00'",
        "r.a = 3 | r.a = 3",
        "r.a = 3 OR r.b > 'x' | (r.a = 3 OR r.b > 'x')",
        "i = 3 AND upper(s) = 'A' | i = 3",
      })
  void conditionSelectsFiles(String condition, String predicate) {
    assertThat(predicateOf(condition)).isEqualTo(predicate);
  }

  /** DuckDB orders these values otherwise than Iceberg's code does, so more files are kept. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "d > 1.5 | (d > 1.5 OR d = NaN)",
        "d >= 0 | (d >= -0.0 OR d = NaN)",
        "d <= -0.0 | d <= 0.0",
        "d < 0 | d < -0.0",
        "d = 0 | d >= -0.0 AND d <= 0.0",
        "f = 1.5 | f >= 1.5 AND f <= 1.5",
        "NOT (d < 1.5) | (d >= 1.5 OR d = NaN)",
        "d = 'NaN' | d = NaN",
        "d > 'Infinity' | (d > Infinity OR d = NaN)",
        "d <> 1.5 | d IS NOT NULL",
        "u > UUID '6f9619ff-8b86-d011-b42d-00c04fc964ff' | u IS NOT NULL",
      })
  void conditionOnFloatsAndUuidsSelectsMore(String condition, String predicate) {
    assertThat(predicateOf(condition)).isEqualTo(predicate);
  }

  @Test
  void uuidSelectsItsBucket() {
    assertThat(predicateOf("u = UUID 'f79c3e09-677c-4bbd-a479-3f349cb785e7'"))
        // The specification's example hashes this UUID to 1488055340 (appendix B).
        .isEqualTo("u IS NOT NULL AND bucket[8](u) = " + (1488055340 & Integer.MAX_VALUE) % 8);
  }

  @Test
  void nanosecondsAndFixedBytesAreTaken() {
    assertThat(
            warehouse
                .scans("FROM a.nanos WHERE ns > TIMESTAMP_NS '2001-01-01 00:00:00.123456789'")
                .getFirst()
                .predicates())
        .isEqualTo("ns > '2001-01-01T00:00:00.123456789'");
    assertThat(
            warehouse.scans("FROM a.nanos WHERE fx = '\\x01\\x02'::BLOB").getFirst().predicates())
        .startsWith("fx = ");
    assertThat(warehouse.scans("FROM a.nanos WHERE fx > '\\x01'::BLOB").getFirst().predicates())
        .as("a length that the column does not have")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s LIKE '%x'",
        "i * l = 3",
        "random() < 0.5",
        "i = l",
        "r.a IS NULL",
        "s COLLATE NOCASE = 'a'",
        "i > 2.5",
      })
  void conditionThatSaysNothingOfOneColumnSelectsAll(String condition) {
    assertThat(predicateOf(condition)).isEmpty();
  }

  @Test
  void conditionsAreFoundWhereverTheyStand() {
    assertThat(
            warehouse
                .scans("WITH c AS (FROM a.t WHERE i = 1) SELECT * FROM c WHERE l = 2")
                .getFirst()
                .predicates())
        .isEqualTo("i = 1 AND l = 2");
    assertThat(
            warehouse
                .scans("SELECT x.i FROM a.t x JOIN a.t y ON x.i = y.l WHERE x.i = 1 AND y.b")
                .getFirst()
                .predicates())
        .as("both places where the table is scanned")
        .isEqualTo("(i = 1 OR b = true)");
    assertThat(
            warehouse
                .scans("SELECT (SELECT max(l) FROM a.t WHERE i = 1) FROM a.t WHERE i = 2")
                .getFirst()
                .predicates())
        .isIn("(i = 1 OR i = 2)", "(i = 2 OR i = 1)");
    assertThat(
            warehouse
                .scans("SELECT * FROM a.t x LEFT JOIN a.t y ON y.i = 1")
                .getFirst()
                .predicates())
        .as("all rows of the left side count")
        .isEmpty();
  }

  private String predicateOf(String condition) {
    return warehouse.scans("SELECT * FROM a.t WHERE " + condition).getFirst().predicates();
  }
}
