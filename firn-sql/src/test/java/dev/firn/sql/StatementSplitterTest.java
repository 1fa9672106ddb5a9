package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {
  @Test
  void cutsAtSemicolonsAndKeepsPositions() {
    assertThat(StatementSplitter.split("SELECT 1;\n  SELECT 2 ;;\n-- end\n"))
        .containsExactly(
            new StatementText(new SqlPosition(1, 1), "SELECT 1"),
            new StatementText(new SqlPosition(2, 3), "SELECT 2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT 'it''s;'",
        "SELECT \"a;b\"",
        "SELECT \"a\"\";b\"",
        "SELECT 1 -- no; end",
        "SELECT /* ; ' */ 1",
        "SELECT $$ ; ' $$",
        "SELECT $tag$ ; $$ $tag$",
        "SELECT E'\\';'",
        "SELECT a$b, $1",
        "SELECT name'x;'",
      })
  void keepsASemicolonInsideQuotesAndComments(String statement) {
    assertThat(StatementSplitter.split(statement + "\n;SELECT 2"))
        .extracting(StatementText::text)
        .containsExactly(statement, "SELECT 2");
  }

  @Test
  void takesABackslashAsItselfInAPlainString() {
    assertThat(StatementSplitter.split("SELECT '\\'; SELECT 2")).hasSize(2);
  }

  @Test
  void leavesCommentsBeforeAStatementOut() {
    assertThat(StatementSplitter.split("-- why\n/* and\nhow */ SELECT 1"))
        .containsExactly(new StatementText(new SqlPosition(3, 8), "SELECT 1"));
  }

  @Test
  void findsNothingInSpacesAndComments() {
    assertThat(StatementSplitter.split(" ; -- x\n /* ; */ ;")).isEmpty();
  }

  @Test
  void namesThePlaceOfAQuoteThatIsNotClosed() {
    assertUnclosed(
        "SELECT 1;\nSELECT 'x", "line 2, column 8: Script: expected ' to close a string");
    assertUnclosed("SELECT \"x", "expected \" to close a quoted name");
    assertUnclosed("/* x", "expected */ to close a comment");
    assertUnclosed("SELECT $a$ x", "expected $a$ to close a dollar-quoted string");
    assertUnclosed("SELECT E'\\'", "expected ' to close a string");
  }

  private static void assertUnclosed(String script, String message) {
    assertThatThrownBy(() -> StatementSplitter.split(script)).hasMessageContaining(message);
  }
}
