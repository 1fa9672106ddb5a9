package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written, the parser reads it or refuses it at its place, soon. */
class StatementFuzzTest {
  /** Enough to reach every production; about a second. */
  private static final int ROUNDS = 1_500;

  private static final List<String> VALID =
      List.of(
          "CREATE TABLE IF NOT EXISTS a.t (id bigint DEFAULT -5 NOT NULL COMMENT 'it''s', d date,"
              + " s row(x int, \"y z\" array(map(varchar, decimal(9, 2))))) COMMENT 'c' WITH"
              + " (format_version = 3, partitioning = ARRAY['month(d)', 'bucket(id, 8)'],"
              + " sorted_by = ARRAY['d DESC NULLS LAST', 's.x'], compression_codec = 'zstd',"
              + " checks = MAP(ARRAY['p'], ARRAY['id > 0']),"
              + " extra_properties = MAP(ARRAY['k'], ARRAY['v']))",
          "ALTER TABLE IF EXISTS a.t ADD COLUMN IF NOT EXISTS s.y timestamp(6) with time zone"
              + " DEFAULT TIMESTAMP '2026-01-02 03:04:05 UTC' NOT NULL COMMENT 'x' AFTER z",
          "ALTER TABLE a.t DROP COLUMN m.value.y",
          "ALTER TABLE a.t ALTER COLUMN s.x SET DATA TYPE decimal(12, 2)",
          "ALTER TABLE a.t ALTER COLUMN s.x DROP NOT NULL",
          "ALTER TABLE a.t SET PROPERTIES partitioning = DEFAULT, sorted_by = ARRAY['x ASC']",
          "ALTER TABLE a.t RENAME TO b.u; COMMENT ON COLUMN a.t.s.x IS NULL",
          "SHOW TABLES FROM a LIKE 'x\\_%' ESCAPE '\\'; DESCRIBE a.t; SHOW CREATE TABLE a.t",
          "DROP SCHEMA IF EXISTS a RESTRICT -- done\n; /* x */ SELECT 'y' FROM a.t");

  private static final List<String> TOKENS =
      List.of(
          "CREATE",
          "TABLE",
          "ALTER",
          "COLUMN",
          "ADD",
          "DROP",
          "NOT",
          "NULL",
          "DEFAULT",
          "WITH",
          "SHOW",
          "DESCRIBE",
          "COMMENT",
          "ON",
          "IS",
          "SET",
          "PROPERTIES",
          "DATA",
          "TYPE",
          "ROW",
          "ARRAY",
          "MAP",
          "a",
          "t",
          ".",
          ",",
          "(",
          ")",
          "[",
          "]",
          "<",
          ">",
          "=",
          "'x'",
          "\"q\"",
          "5",
          "1.5",
          "-",
          "int",
          "varchar",
          "timestamp",
          "decimal",
          ";",
          "--",
          "/*",
          "*/",
          "$$",
          "E'",
          "X'00'",
          "DATE",
          "U&'\\0041'",
          "\u0000",
          "\uD83D\uDE00",
          "\n",
          "'",
          "\"",
          "`",
          "?");

  private final StatementParser parser = new StatementParser();

  @Test
  void mutatedStatementsAreReadOrRefusedAtTheirPlace() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String sql = VALID.get(random.nextInt(VALID.size()));
      for (int count = 1 + random.nextInt(3); count > 0; count--) {
        sql = mutated(sql, random);
      }
      requireReadOrRefused(sql, seed);
    }
  }

  @Test
  void soupsOfTokensAreReadOrRefusedAtTheirPlace() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder sql = new StringBuilder();
      for (int count = random.nextInt(25); count > 0; count--) {
        sql.append(TOKENS.get(random.nextInt(TOKENS.size())))
            .append(random.nextInt(4) == 0 ? "" : " ");
      }
      requireReadOrRefused(sql.toString(), seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"array(", "row(a ", "map(int, ", "(", "[", "{", "array<"})
  void tenThousandBracketsAreRefused(String opening) {
    assertThatThrownBy(() -> parser.parse("CREATE TABLE a.t (c " + opening.repeat(10_000)))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("SQL, line 1, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- ", "NOT ", "1 + ", "a.", "'x' || ", "CASE WHEN "})
  void tenThousandOperatorsAreRefused(String operator) {
    assertThatThrownBy(
            () -> parser.parse("CREATE TABLE a.t (c int DEFAULT " + operator.repeat(10_000) + "1)"))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("SQL, line 1, column ");
  }

  @Test
  void veryLongInputIsRefusedOrReadSoon() {
    assertThatThrownBy(() -> parser.parse("x".repeat(17 << 20))).isInstanceOf(FirnException.class);
    assertThatThrownBy(() -> parser.parse("DROP TABLE a." + "x".repeat(2 << 20)))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected at most 1048576 characters");
    assertThat(parser.parse("SELECT 1;\n".repeat(200_000))).hasSize(200_000);
    assertThat(parser.parse("DROP TABLE a.t;\n".repeat(10_000)).getLast().position().line())
        .isEqualTo(10_000);
  }

  private void requireReadOrRefused(String sql, long seed) {
    try {
      parser.parse(sql);
    } catch (FirnException e) {
      assertThat(e).as("seed %s: %s", seed, sql).hasMessageStartingWith("SQL, line ");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + sql, e);
    }
  }

  private static String mutated(String sql, Random random) {
    int at = random.nextInt(sql.length() + 1);
    String head = sql.substring(0, at);
    String tail = sql.substring(at);
    return switch (random.nextInt(5)) {
      case 0 -> head + tail.substring(Math.min(tail.length(), 1 + random.nextInt(8)));
      case 1 -> head + TOKENS.get(random.nextInt(TOKENS.size())) + tail;
      case 2 -> head + " " + TOKENS.get(random.nextInt(TOKENS.size())) + " " + tail;
      case 3 -> head + tail + head;
      default -> head + (char) random.nextInt(0x3000) + tail;
    };
  }
}
