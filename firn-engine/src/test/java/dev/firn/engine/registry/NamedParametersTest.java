package dev.firn.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;

final class NamedParametersTest {
  @Test
  void replacesNamesByPositionsInTheirOrder() {
    ParsedSql parsed = parse("SELECT 1 FROM t WHERE a = :first AND b IN (:second2,:first)");
    assertThat(parsed.getSql()).isEqualTo("SELECT 1 FROM t WHERE a = ? AND b IN (?,?)");
    assertThat(parsed.getParameters().getParameterNames())
        .containsExactly("first", "second2", "first");
  }

  @Test
  void leavesTextAlone() {
    ParsedSql parsed = parse("SELECT ':no', 'it''s :no' WHERE a = :yes");
    assertThat(parsed.getSql()).isEqualTo("SELECT ':no', 'it''s :no' WHERE a = ?");
    assertThat(parsed.getParameters().getParameterNames()).containsExactly("yes");
  }

  @Test
  void refusesAColonWithoutAName() {
    assertThatThrownBy(() -> parse("SELECT a::b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bindsWhatJdbiBindsByName() throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Handle handle = Jdbi.open(connection)) {
      handle.getConfig(SqlStatements.class).setSqlParser(new NamedParameters());
      assertThat(
              handle
                  .createQuery("SELECT :b - :a")
                  .bind("a", 1)
                  .bind("b", 3)
                  .mapTo(Integer.class)
                  .one())
          .isEqualTo(2);
    }
  }

  private static ParsedSql parse(String sql) {
    return new NamedParameters().parse(sql, null);
  }
}
