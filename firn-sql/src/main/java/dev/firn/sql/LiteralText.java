package dev.firn.sql;

import io.trino.sql.tree.StringLiteral;

/** The text of a string literal and where each of its characters stands in the script. */
record LiteralText(SqlPosition position, String text) {
  static LiteralText of(SqlPosition start, StringLiteral literal) {
    return new LiteralText(start.of(literal), literal.getValue());
  }

  /** The place of a character; a quote inside was written twice. */
  SqlPosition at(int offset) {
    int line = position.line();
    int column = position.column() + 1;
    for (int index = 0; index < Math.min(offset, text.length()); index++) {
      switch (text.charAt(index)) {
        case '\n' -> {
          line++;
          column = 1;
        }
        case '\'' -> column += 2;
        default -> column++;
      }
    }
    return new SqlPosition(line, column);
  }
}
