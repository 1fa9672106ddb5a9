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
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of a snapshot whose columns are called otherwise by now. */
class PinnedQueryTest {
  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = Firn.open(FirnConfig.of(folder));
    run(
        "CREATE SCHEMA air; CREATE TABLE air.t (id int, b int, k varchar)"
            + " WITH (partitioning = ARRAY['bucket(b, 4)'])");
    run("INSERT INTO air.t VALUES (1, 100, 'x'), (2, 200, 'y'), (3, 300, 'z')");
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMESTAMP => now()", "VERSION => %d"})
  void currentSnapshotIsFilteredByTheNamesThatItHad(String at) throws IOException {
    String table =
        "air.t AT ("
            + at.formatted(firn.table("air.t").metadata().currentSnapshot().snapshotId())
            + ")";
    run("ALTER TABLE air.t RENAME COLUMN b TO c; ALTER TABLE air.t RENAME COLUMN id TO b");

    assertThat(rows("SELECT id, b FROM " + table + " WHERE b = 100")).containsExactly("1 | 100 | ");
    assertThat(rows("SELECT id, b FROM " + table + " WHERE id > 2")).containsExactly("3 | 300 | ");
    assertThat(rows("SELECT b, c FROM air.t WHERE c = 100")).containsExactly("1 | 100 | ");
  }

  @Test
  void currentSnapshotIsFilteredByColumnsThatAreGoneOrWider() throws IOException {
    run(
        "ALTER TABLE air.t DROP COLUMN k;"
            + " ALTER TABLE air.t ALTER COLUMN id SET DATA TYPE bigint");

    assertThat(rows("SELECT id FROM air.t AT (TIMESTAMP => now()) WHERE k = 'y' AND id = 2"))
        .containsExactly("2 | ");
  }

  @Test
  void olderSnapshotIsFilteredThoughThePartitionsAreOfAColumnThatItLacks() throws IOException {
    long old = firn.table("air.t").metadata().currentSnapshot().snapshotId();
    run(
        "ALTER TABLE air.t RENAME COLUMN id TO n; ALTER TABLE air.t ADD COLUMN q int;"
            + " ALTER TABLE air.t SET PROPERTIES partitioning = ARRAY['q', 'truncate(k, 1)']");
    run("INSERT INTO air.t VALUES (4, 400, 'x', 7)");

    assertThat(rows("SELECT id FROM air.t AT (VERSION => " + old + ") WHERE k = 'x' AND id < 9"))
        .containsExactly("1 | ");
    assertThat(rows("SELECT n FROM air.t WHERE q = 7")).containsExactly("4 | ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"VERSION", "TIMESTAMP"})
  void nullIsNoVersion(String unit) {
    assertThatThrownBy(() -> rows("SELECT * FROM air.t AT (" + unit + " => NULL)"))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining("AT (" + unit + " => …): expected")
        .hasMessageContaining("found NULL");
  }

  private void run(String script) {
    StatementRunner runner = new StatementRunner(firn);
    new StatementParser()
        .parse(script)
        .forEach(
            statement -> {
              if (runner.run(statement) instanceof Outcome.Insertion(var insert)) {
                try (insert) {
                  insert.run();
                }
              }
            });
  }

  private List<String> rows(String sql) throws IOException {
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, sql);
        ArrowReader rows = query.run()) {
      return ResultRows.sorted(rows);
    }
  }
}
