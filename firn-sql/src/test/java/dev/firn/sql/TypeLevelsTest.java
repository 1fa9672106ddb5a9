package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.catalog.TypeLevels;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.query.SnapshotQuery;
import java.nio.file.Path;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types may be as deep as queries can show them, and no deeper. */
class TypeLevelsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array( | ) | 59",
        "row(x | ) | 59",
        "map(int, | ) | 29",
      })
  void deepestTypeCanBeQueriedAndOneMoreLevelIsRefused(String open, String close, int count)
      throws Exception {
    String deepest = type(open, close, count);
    try (Firn firn = Firn.open(FirnConfig.of(folder))) {
      run(firn, "CREATE TABLE a.t (c " + deepest + ")");
      try (SnapshotQuery query = SnapshotQuery.prepare(firn, "SELECT c FROM a.t");
          ArrowReader rows = query.run()) {
        assertThat(rows.getVectorSchemaRoot().getSchema().getFields()).hasSize(1);
        assertThat(rows.loadNextBatch()).isFalse();
      }
      run(firn, "CREATE TABLE a.u (c row(x row(y int)))");
      run(firn, "ALTER TABLE a.u ADD COLUMN d " + deepest);
      assertThatThrownBy(() -> run(firn, "ALTER TABLE a.u ADD COLUMN c.x.z " + deepest))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("Column 'c': expected at most 60 levels of types, found ");
    }
    String deeper = type(open, close, count + 1);
    assertThatThrownBy(() -> new StatementParser().parse("CREATE TABLE a.t (c " + deeper + ")"))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX))
        .hasMessageStartingWith("SQL, line 1, column ")
        .hasMessageContaining("expected at most " + TypeLevels.MAX + " levels of types");
  }

  private static String type(String open, String close, int count) {
    return (open + " ").repeat(count) + "int" + close.repeat(count);
  }

  private static void run(Firn firn, String sql) {
    new StatementParser().parse(sql).forEach(each -> new StatementRunner(firn).run(each));
  }
}
