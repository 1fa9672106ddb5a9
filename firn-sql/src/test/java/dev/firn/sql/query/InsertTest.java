package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InsertTest {
  @TempDir private Path folder;
  private Firn firn;
  private QueriedWarehouse warehouse;

  @BeforeEach
  void open() {
    firn = Firn.open(FirnConfig.of(folder));
    warehouse = new QueriedWarehouse(firn);
    warehouse.sql(
        "CREATE TABLE a.t (i integer, l bigint, d double, f real, n decimal(9, 2), s varchar,"
            + " day date, r row(a bigint, b varchar), u uuid)");
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void literalsTakeTheTypesOfTheirColumnsWhereNothingIsLost() {
    warehouse.sql(
        "INSERT INTO a.t VALUES"
            + " (1, 2, 2.5, 1, 3, 'x', DATE '2001-01-31', {'a': 1::BIGINT, 'b': 'y'},"
            + " UUID '6f9619ff-8b86-d011-b42d-00c04fc964ff'),"
            + " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    assertThat(warehouse.rows("SELECT i, l, d, f, n, s, day, r.b, u::VARCHAR FROM a.t ORDER BY i"))
        .containsExactly(
            "1 | 2 | 2.5 | 1.0 | 3.00 | x | 11353 | y |"
                + " 6f9619ff-8b86-d011-b42d-00c04fc964ff | ",
            "NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | ");
  }

  @Test
  void columnsGoByTheirPlacesAndOthersGetTheirDefaults() {
    warehouse.sql(
        "CREATE TABLE a.d (id bigint NOT NULL, kind varchar DEFAULT 'new', m bigint)"
            + " WITH (format_version = 3);"
            + "INSERT INTO a.d (M, id) SELECT 1::BIGINT, 2::BIGINT; INSERT INTO a.d SELECT 3, 'x', 4");
    assertThat(warehouse.rows("SELECT id, kind, m FROM a.d ORDER BY id"))
        .containsExactly("2 | new | 1 | ", "3 | x | 4 | ");
    assertFails("INSERT INTO a.d (m) VALUES (1)", ErrorCode.SCHEMA_MISMATCH)
        .hasMessageContaining("id");
  }

  @Test
  void tableCanBeReadIntoItself() {
    warehouse.sql("INSERT INTO a.t (l) VALUES (1), (2); INSERT INTO a.t FROM a.t");
    assertThat(warehouse.value("SELECT count(*) FROM a.t")).isEqualTo("4");
    assertThat(firn.table("a.t").metadata().snapshots()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(i) VALUES (3000000000) | column 'i', expected int, found int64",
        "(i) SELECT l FROM a.t | column 'i', expected int, found int64",
        "(n) VALUES (1.239) | column 'n', expected decimal(9, 2)",
        "(n) VALUES (12345678.5) | column 'n', expected decimal(9, 2)",
        "(d) SELECT 2.5 + 1 | column 'd', expected double",
        "(day) VALUES ('2001-01-31') | column 'day', expected date, found string",
        "(s) VALUES (1) | column 's', expected string",
        "(l) SELECT sum(l) FROM a.t | column 'l', expected long",
      })
  void valuesThatWouldLoseSomethingAreRefused(String insert, String message) {
    assertFails("INSERT INTO a.t " + insert, ErrorCode.SCHEMA_MISMATCH)
        .hasMessageContaining(message);
    assertThat(firn.table("a.t").metadata().snapshots()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INSERT INTO a.t (i, l) SELECT 1 | USAGE | SQL, line 1, column 24: INSERT INTO a.t: expected a query of 2 columns (i, l), found 1",
        "INSERT INTO a.t (i, nn) SELECT 1, 2 | USAGE | SQL, line 1, column 21: INSERT INTO a.t: expected 'n', found no column 'nn'",
        "INSERT INTO a.t (i, I) SELECT 1, 2 | SYNTAX | SQL, line 1, column 21: INSERT INTO a.t: expected each column once",
        "INSERT INTO a.t | SYNTAX | SQL, line 1, column 16: INSERT: expected a query or VALUES, found the end",
        "INSERT a.t SELECT 1 | SYNTAX | SQL, line 1, column 1: INSERT: expected INSERT INTO schema.table",
        "INSERT INTO a.none SELECT 1 | TABLE_NOT_FOUND | SQL, line 1, column 1",
        "SELECT 1; INSERT INTO a.t /* x */ SELEKT 1 | SYNTAX | SQL, line 1, column ",
        "UPDATE a.t SET i = 1 | UNSUPPORTED | UPDATE: expected a definition",
        "DELETE FROM a.t | UNSUPPORTED | DELETE: expected a definition",
        "CREATE TABLE a.x AS SELECT 1 | UNSUPPORTED | CREATE TABLE AS",
      })
  void mistakesAreShownAtTheirPlace(String sql, ErrorCode code, String message) {
    assertFails(sql, code).hasMessageContaining(message);
  }

  @Test
  void rowsThatBreakRulesAreNamedAndNothingIsCommitted() {
    warehouse.sql("ALTER TABLE a.t SET PROPERTIES checks = MAP(ARRAY['even'], ARRAY['l % 2 = 0'])");
    assertFails("INSERT INTO a.t (l) SELECT range FROM range(4)", ErrorCode.DATA_REFUSED)
        .hasMessageContaining("row 2, column 'l'");
    assertThat(firn.table("a.t").metadata().snapshots()).isEmpty();
  }

  @Test
  void queriesInBracketsAndWithCommentsAreTaken() {
    warehouse.sql(
        "INSERT INTO a.t(l)(SELECT 1::BIGINT); insert into \"a\".\"t\" -- all\n (l) /* x */ WITH c AS"
            + " (SELECT 2::BIGINT AS n) SELECT n FROM c; INSERT INTO a.t (l) FROM range(3, 5)");
    assertThat(warehouse.rows("SELECT l FROM a.t ORDER BY l"))
        .containsExactly("1 | ", "2 | ", "3 | ", "4 | ");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(
      String sql, ErrorCode code) {
    return assertThatThrownBy(() -> warehouse.script(sql))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).as(sql).isEqualTo(code));
  }
}
