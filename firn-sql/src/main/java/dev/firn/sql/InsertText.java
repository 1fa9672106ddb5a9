package dev.firn.sql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An INSERT taken apart: what Trino's parser reads, up to the list of columns, and the query behind
 * it, which is DuckDB's.
 *
 * @param head {@code INSERT INTO a.b (c, d)}
 * @param queryOffset where the query begins
 */
record InsertText(String head, int queryOffset) {
  private static final String GAP = "(?:\\s|--[^\\n]*(?:\\n|$)|/\\*(?:(?!\\*/).)*+\\*/)";
  private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_]*+)";

  private static final Pattern TARGET =
      Pattern.compile(
          "INSERT%1$s++INTO%1$s++%2$s(?:%1$s*+\\.%1$s*+%2$s)*+".formatted(GAP, NAME),
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A query in brackets has two words in a row somewhere, or a sign, so it is no such list. */
  private static final Pattern COLUMNS =
      Pattern.compile(
          "%1$s*+\\(%1$s*+%2$s%1$s*+(?:,%1$s*+%2$s%1$s*+)*+\\)".formatted(GAP, NAME),
          Pattern.DOTALL);

  private static final Pattern GAPS = Pattern.compile(GAP + "*+", Pattern.DOTALL);

  /** The parts; empty if the statement does not begin as an INSERT does. */
  static Optional<InsertText> of(String text) {
    Matcher target = TARGET.matcher(text);
    if (!target.lookingAt()) {
      return Optional.empty();
    }
    int end = target.end();
    Matcher columns = COLUMNS.matcher(text).region(end, text.length());
    if (columns.lookingAt()) {
      end = columns.end();
    }
    Matcher gap = GAPS.matcher(text).region(end, text.length());
    return Optional.of(new InsertText(text.substring(0, end), gap.lookingAt() ? gap.end() : end));
  }
}
