package dev.firn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DuckDbSqlTest {
  @Test
  void quotesCannotBeEndedFromInside() {
    assertThat(DuckDbSql.literal("it's")).isEqualTo("'it''s'");
    assertThat(DuckDbSql.identifier("my \"own\"")).isEqualTo("\"my \"\"own\"\"\"");
    assertThat(DuckDbSql.literals(List.of("a", "b'"))).isEqualTo("['a', 'b''']");
    assertThat(DuckDbSql.literals(List.of())).isEqualTo("[]");
  }
}
