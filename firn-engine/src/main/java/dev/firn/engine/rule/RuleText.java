package dev.firn.engine.rule;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NodeLocation;
import java.util.Optional;

/**
 * A rule as it is written: where things stand in it, and what to say if they are wrong.
 *
 * @param table the table's name, for messages
 * @param name the rule's name, which is the end of its property's key
 */
record RuleText(String table, String name, String text) {
  /** Longer expressions are cut in messages. */
  private static final int SHOWN_MAX = 200;

  /** What a refusal says about a part of the rule. */
  FirnException refusal(Node at, String expected, String found) {
    return refusal(at, expected, found, "");
  }

  /** What a refusal says about a part of the rule, with a hint. */
  FirnException refusal(Node at, String expected, String found, String hint) {
    NodeLocation location = at.getLocation().orElse(new NodeLocation(1, 1));
    return refusal(location.getLineNumber(), location.getColumnNumber(), expected, found, hint);
  }

  /** What a refusal says about a place, counted from 1 as Trino's parser does. */
  FirnException refusal(int line, int column, String expected, String found, String hint) {
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Rule '%s' of table '%s', line %d, column %d: expected %s, found %s. %sThe rule is: %s. %s"
            .formatted(
                name,
                table,
                line,
                column,
                expected,
                found,
                hint.isEmpty() ? "" : hint + " ",
                shown(),
                wayOut()));
  }

  private String wayOut() {
    return "Correct or remove the table property '" + RuleSet.PROPERTY_PREFIX + name + "'.";
  }

  /** The expression on one line, cut if it is long. */
  String shown() {
    return CellText.cut(text.strip().replaceAll("\\s+", " "), SHOWN_MAX);
  }

  /** Where a name stands, with its quotes if it has some. */
  Span spanOf(Identifier identifier) {
    int start = offset(identifier.getLocation().orElseThrow());
    if (text.charAt(start) != '"') {
      return new Span(start, start + identifier.getValue().length());
    }
    int end = start + 1;
    while (text.charAt(end) != '"' || (end + 1 < text.length() && text.charAt(end + 1) == '"')) {
      end += text.charAt(end) == '"' ? 2 : 1;
    }
    return new Span(start, end + 1);
  }

  /** From the parser's line and column, which counts code points, to a place in the string. */
  private int offset(NodeLocation location) {
    int lineStart = 0;
    for (int line = 1; line < location.getLineNumber(); line++) {
      lineStart = text.indexOf('\n', lineStart) + 1;
    }
    return text.offsetByCodePoints(lineStart, location.getColumnNumber() - 1);
  }

  /** A name's place in the text: from {@code start} to before {@code end}. */
  record Span(int start, int end) {}

  /** Brackets that are open at once at most; beyond it the place of the first too many. */
  Optional<NodeLocation> bracketBeyond(int depthMax) {
    int depth = 0;
    char quote = 0;
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (quote != 0) {
        quote = next == quote ? 0 : quote;
      } else if (next == '\'' || next == '"') {
        quote = next;
      } else if (next == '(' || next == '[') {
        if (++depth > depthMax) {
          return Optional.of(location(at));
        }
      } else if (next == ')' || next == ']') {
        depth--;
      }
    }
    return Optional.empty();
  }

  private NodeLocation location(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new NodeLocation(line, text.codePointCount(lineStart, offset) + 1);
  }
}
