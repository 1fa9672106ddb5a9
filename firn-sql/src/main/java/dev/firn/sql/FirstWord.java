package dev.firn.sql;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.NearestName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The word that a statement begins with, if it is no definition. It is looked at before anything
 * runs, so that a slip in it does not stop a script halfway.
 */
final class FirstWord {
  /** What DuckDB's queries begin with; also with an opening bracket. */
  private static final List<String> QUERIES =
      List.of(
          "SELECT",
          "WITH",
          "FROM",
          "VALUES",
          "TABLE",
          "DESCRIBE",
          "DESC",
          "SHOW",
          "SUMMARIZE",
          "PIVOT",
          "PIVOT_WIDER",
          "PIVOT_LONGER",
          "UNPIVOT");

  /** What definitions begin with. */
  private static final List<String> DEFINITIONS = List.of("CREATE", "ALTER", "DROP", "COMMENT");

  /** Statements of DuckDB that say nothing of tables. */
  private static final Set<String> OTHERS =
      Set.of(
          "ANALYZE",
          "ATTACH",
          "BEGIN",
          "CALL",
          "CHECKPOINT",
          "COMMIT",
          "DEALLOCATE",
          "DETACH",
          "EXECUTE",
          "EXPLAIN",
          "EXPORT",
          "IMPORT",
          "INSTALL",
          "LOAD",
          "PRAGMA",
          "PREPARE",
          "RESET",
          "ROLLBACK",
          "SET",
          "USE",
          "VACUUM");

  private FirstWord() {}

  /**
   * Refuses what begins as no query does.
   *
   * @param word in capitals; empty if the statement begins with none
   * @throws FirnException SYNTAX with the nearest word, or UNSUPPORTED
   */
  static void requireQuery(StatementText statement, String word) {
    if (QUERIES.contains(word) || statement.text().startsWith("(")) {
      return;
    }
    if (OTHERS.contains(word)) {
      throw statement
          .position()
          .unsupported(
              word
                  + ": expected a definition or a query, found a statement that is not supported."
                  + " docs/sql.md lists what there is.");
    }
    List<String> words = Stream.concat(QUERIES.stream(), DEFINITIONS.stream()).toList();
    String first = word.isEmpty() ? firstCharacter(statement.text()) : word;
    String expected =
        NearestName.of(first, words)
            .map(nearest -> "'" + nearest + "'")
            .orElse("one of " + String.join(", ", words) + ", (");
    throw statement
        .position()
        .syntax("Statement", expected, "'" + StatementParser.shortened(first) + "'", "");
  }

  private static String firstCharacter(String text) {
    return Character.toString(text.codePointAt(0));
  }
}
