package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.StatementRunner.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries that would change what they read, or hide what they read. */
class QuerySafetyTest {
  private static final String COPY =
      "WITH x AS (COPY (SELECT 1 AS a) TO '%s' (FORMAT parquet, USE_TMP_FILE false))"
          + " SELECT * FROM x";

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = Firn.open(FirnConfig.of(folder));
    StatementRunner runner = new StatementRunner(firn);
    new StatementParser()
        .parse(
            "CREATE SCHEMA air; CREATE TABLE air.t (id int);"
                + " INSERT INTO air.t VALUES (1); INSERT INTO air.t VALUES (2)")
        .forEach(
            statement -> {
              if (runner.run(statement) instanceof Outcome.Insertion(var insert)) {
                try (insert) {
                  insert.run();
                }
              }
            });
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COPY + ", air.t",
        "FROM json_execute_serialized_sql(json_serialize_sql('%s')), air.t",
        "FROM system.main.\"JSON_EXECUTE_SERIALIZED_SQL\"(json_serialize_sql('%s')), air.t",
        "FROM query('FROM json_execute_serialized_sql(json_serialize_sql(''%s''))'), air.t",
      })
  void noQueryWritesTheFilesThatItReads(String shape) throws IOException {
    Path file = dataFile();
    byte[] before = Files.readAllBytes(file);
    String copy = COPY.formatted(file);
    String sql =
        shape.startsWith("WITH")
            ? shape.formatted(file)
            : shape.formatted(
                shape.contains("query('") ? copy.replace("'", "''''") : copy.replace("'", "''"));

    assertRefused(sql);

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH x AS (DELETE FROM air.\"t$files\" RETURNING *) SELECT path FROM x",
        "WITH x AS (UPDATE air.\"t$files\" SET path = 'a' RETURNING *) SELECT path FROM x",
        "WITH x AS (INSERT INTO air.\"t$properties\" VALUES ('a', 'b') RETURNING *) FROM x",
        "SELECT id FROM query('FROM air.t'), air.t",
        "SELECT id FROM query_table('\"air\".\"t\"'), air.t",
        "SELECT x.id FROM json_execute_serialized_sql(json_serialize_sql('FROM air.t')) AS x,"
            + " air.t AS y WHERE y.id = 1",
      })
  void changesAndQueriesInTextsAreRefused(String sql) {
    assertRefused(sql);
  }

  private void assertRefused(String sql) {
    assertThatThrownBy(() -> read(sql))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("expected a SELECT");
  }

  private void read(String sql) throws IOException {
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, sql);
        ArrowReader rows = query.run()) {
      ResultRows.of(rows);
    }
  }

  private Path dataFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }
}
