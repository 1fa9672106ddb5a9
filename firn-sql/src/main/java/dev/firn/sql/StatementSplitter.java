package dev.firn.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a script at its semicolons, but not at those in strings, quoted identifiers and comments.
 * Knows the quotes of both dialects: Trino's for DDL, DuckDB's (dollar quotes, escape strings) for
 * queries.
 */
final class StatementSplitter {
  private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$([A-Za-z_][A-Za-z_0-9]*)?\\$");

  /**
   * Characters of a script; a million statements fit, and what follows takes seconds, not hours.
   */
  private static final int SCRIPT_CHARS_MAX = 16 << 20;

  /** Open brackets at once. Parsers take a stack frame or ten for each. */
  private static final int NESTING_MAX = 200;

  private final String script;
  private final List<StatementText> statements = new ArrayList<>();
  private int at;
  private int start = -1;
  private int depth;
  private int line = 1;
  private int lineStart;
  private int linesCountedTo;

  private StatementSplitter(String script) {
    this.script = script;
  }

  /** The statements of a script; what holds only spaces and comments is none. */
  static List<StatementText> split(String script) {
    if (script.length() > SCRIPT_CHARS_MAX) {
      throw new SqlPosition(1, 1)
          .syntax(
              "Script",
              "at most " + SCRIPT_CHARS_MAX + " characters",
              String.valueOf(script.length()),
              "Split it.");
    }
    StatementSplitter splitter = new StatementSplitter(script);
    splitter.run();
    return splitter.statements;
  }

  private void run() {
    while (at < script.length()) {
      char next = script.charAt(at);
      if (next == ';') {
        finish();
        at++;
      } else if (script.startsWith("--", at)) {
        int end = script.indexOf('\n', at);
        at = end < 0 ? script.length() : end;
      } else if (script.startsWith("/*", at)) {
        skipTo("*/", at + 2, "a comment");
      } else if (Character.isWhitespace(next)) {
        at++;
      } else {
        token(next);
      }
    }
    finish();
  }

  private void token(char first) {
    start = start < 0 ? at : start;
    if (first == '\'' && isEscapeString()) {
      skipEscapeString();
    } else if (first == '\'') {
      skipTo("'", at + 1, "a string");
    } else if (first == '"') {
      skipTo("\"", at + 1, "a quoted name");
    } else if (first == '$' && !isWordBefore(at)) {
      skipDollarQuote();
    } else {
      nest(first);
      at++;
    }
  }

  /** Counts brackets, so that no parser below runs out of stack. */
  private void nest(char next) {
    switch (next) {
      case '(', '[', '{' -> depth++;
      case ')', ']', '}' -> depth = Math.max(0, depth - 1);
      default -> {}
    }
    if (depth > NESTING_MAX) {
      throw position(at)
          .syntax("Statement", "at most " + NESTING_MAX + " open brackets", "more", "");
    }
  }

  private void finish() {
    if (start >= 0) {
      String text = script.substring(start, at).stripTrailing();
      statements.add(new StatementText(position(start), text));
      start = -1;
    }
    depth = 0;
  }

  /** A doubled quote ends one string and begins the next at once, which comes to the same. */
  private void skipTo(String close, int from, String what) {
    int end = script.indexOf(close, from);
    if (end < 0) {
      throw unclosed(what, close);
    }
    at = end + close.length();
  }

  private boolean isEscapeString() {
    boolean isMarked = at > 0 && (script.charAt(at - 1) == 'E' || script.charAt(at - 1) == 'e');
    return isMarked && !isWordBefore(at - 1);
  }

  private void skipEscapeString() {
    int end = at + 1;
    while (end < script.length() && script.charAt(end) != '\'') {
      end += script.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= script.length()) {
      throw unclosed("a string", "'");
    }
    at = end + 1;
  }

  private void skipDollarQuote() {
    Matcher quote = DOLLAR_QUOTE.matcher(script).region(at, script.length());
    if (quote.lookingAt()) {
      skipTo(quote.group(), quote.end(), "a dollar-quoted string");
    } else {
      at++;
    }
  }

  private boolean isWordBefore(int index) {
    return index > 0 && Character.isJavaIdentifierPart(script.charAt(index - 1));
  }

  private RuntimeException unclosed(String what, String close) {
    return position(at).syntax("Script", close + " to close " + what, "the end", "");
  }

  /** Places are asked for in their order in the script, so each line is counted once. */
  private SqlPosition position(int index) {
    for (int end = script.indexOf('\n', linesCountedTo);
        end >= 0 && end < index;
        end = script.indexOf('\n', linesCountedTo)) {
      line++;
      lineStart = end + 1;
      linesCountedTo = end + 1;
    }
    return new SqlPosition(line, index - lineStart + 1);
  }
}
