package dev.firn.engine.registry;

import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Finds {@code :name} in the registry's own statements, outside of {@code 'text'}. JDBI's parser
 * knows comments, casts and more, and takes a tenth of a second to start, which every command would
 * pay.
 */
final class NamedParameters implements SqlParser {
  @Override
  public ParsedSql parse(String sql, StatementContext context) {
    ParsedSql.Builder parsed = ParsedSql.builder();
    int done = 0;
    boolean inText = false;
    for (int i = 0; i < sql.length(); i++) {
      if (sql.charAt(i) == '\'') {
        inText = !inText;
      } else if (sql.charAt(i) == ':' && !inText) {
        int end = endOfName(sql, i + 1);
        parsed.append(sql.substring(done, i)).appendNamedParameter(sql.substring(i + 1, end));
        done = end;
      }
    }
    return parsed.append(sql.substring(done)).build();
  }

  @Override
  public String nameParameter(String rawName, StatementContext context) {
    return ":" + rawName;
  }

  private static int endOfName(String sql, int start) {
    int end = start;
    while (end < sql.length() && Character.isLetterOrDigit(sql.charAt(end))) {
      end++;
    }
    if (end == start) {
      throw new IllegalStateException("Statement of the registry with a colon alone: " + sql);
    }
    return end;
  }
}
