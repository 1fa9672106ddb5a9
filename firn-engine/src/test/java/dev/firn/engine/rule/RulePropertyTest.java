package dev.firn.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.Violation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rules over random rows against DuckDB: the same rows make them false. */
class RulePropertyTest {
  private static final int RULES = 150;
  private static final int ROWS = 60;

  private static final String TABLE =
      "CREATE TABLE t (row BIGINT, distance BIGINT, origin VARCHAR, destination VARCHAR,"
          + " price DECIMAL(9, 2), ratio DOUBLE, share FLOAT, day DATE, \"at\" TIMESTAMP, ok BOOLEAN,"
          + " address STRUCT(zip VARCHAR, no INTEGER),"
          + " items STRUCT(price DECIMAL(9, 2), tags VARCHAR[])[], bytes BLOB,"
          + " wide DECIMAL(38, 4), n INTEGER)";

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSameRowsAreFalseInDuckDb(long seed) throws SQLException {
    Random random = new Random(seed);
    RandomRules rules = new RandomRules(random);
    int brokenCount = 0;
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      List<List<Object>> rows = new ArrayList<>();
      statement.execute(TABLE);
      for (int row = 1; row <= ROWS; row++) {
        rows.add(rules.row());
        String values = RandomRules.values(rows.getLast());
        statement.execute("INSERT INTO t VALUES (" + row + ", " + values + ")");
      }
      for (int run = 0; run < RULES; run++) {
        RandomRules.Pair pair = rules.condition(4);
        List<Long> expected = falseRows(statement, pair.duckDb());
        // A column makes a rule of what came out as literals alone.
        Map<String, String> property =
            Map.of("firn.check.r", "(" + pair.rule() + ") OR (day IS NULL AND FALSE)");
        assertThat(Flight.violations(property, rows))
            .extracting(Violation::row)
            .as("seed %s: %s", seed, pair)
            .isEqualTo(expected);
        brokenCount += expected.size();
      }
    }
    assertThat(brokenCount).as("rows that tell something").isBetween(ROWS, ROWS * RULES * 9 / 10);
  }

  private static List<Long> falseRows(Statement statement, String condition) throws SQLException {
    List<Long> rows = new ArrayList<>();
    String sql = "SELECT row FROM t WHERE (" + condition + ") IS FALSE ORDER BY row";
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getLong(1));
      }
    } catch (SQLException e) {
      throw new SQLException(sql, e);
    }
    return rows;
  }
}
