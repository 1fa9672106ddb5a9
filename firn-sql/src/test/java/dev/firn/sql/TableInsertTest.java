package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.sql.StatementRunner.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableInsertTest {
  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = Firn.open(FirnConfig.of(folder));
    StatementRunner runner = new StatementRunner(firn);
    new StatementParser()
        .parse("CREATE SCHEMA air; CREATE TABLE air.t (d double, n bigint)")
        .forEach(runner::run);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 2.5 AS x, 1 AS y ORDER BY x",
        "SELECT 2.5 AS x, count(*) FROM range(3) GROUP BY x",
        "SELECT 2.5 AS x, x::BIGINT",
        "SELECT 2.5 AS x, 1 QUALIFY row_number() OVER (ORDER BY x) = 1",
      })
  void literalsKeepTheirNames(String query) {
    Statement insert = new StatementParser().parse("INSERT INTO air.t " + query).getFirst();

    Outcome outcome = new StatementRunner(firn).run(insert);

    try (TableInsert rows = ((Outcome.Insertion) outcome).insert()) {
      assertThat(rows.run().rows()).isEqualTo(1);
    }
  }
}
