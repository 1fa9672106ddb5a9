package dev.firn.sql;

/**
 * One statement of a script, not yet understood.
 *
 * @param position of its first character that is neither space nor comment
 * @param text from there up to its semicolon
 */
record StatementText(SqlPosition position, String text) {
  /** The place of one of its characters. */
  SqlPosition at(int offset) {
    String before = text.substring(0, offset);
    int lines = (int) before.chars().filter(next -> next == '\n').count();
    return position.inside(lines + 1, offset - before.lastIndexOf('\n'));
  }
}
