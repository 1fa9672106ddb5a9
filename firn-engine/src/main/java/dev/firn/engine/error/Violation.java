package dev.firn.engine.error;

import org.jspecify.annotations.Nullable;

/**
 * One way in which input does not fit its table.
 *
 * @param source file the input came from, or null if it came from memory
 * @param line physical line in a text file, from 1, header included; null where there are none
 * @param row record in the source, from 1, header excluded; null when the whole column is meant
 * @param column dotted path of the column
 * @param expected what the table asks for
 * @param found what the input holds
 */
public record Violation(
    @Nullable String source,
    @Nullable Long line,
    @Nullable Long row,
    String column,
    String expected,
    String found) {

  /** A difference between schemas, which has no row. */
  public static Violation ofColumn(String column, String expected, String found) {
    return new Violation(null, null, null, column, expected, found);
  }

  /** A value that breaks a rule; {@code row} counts from 1 in the whole input. */
  public static Violation ofRow(long row, String column, String expected, String found) {
    return new Violation(null, null, row, column, expected, found);
  }

  /** The same violation, with the line of a text file on which its row begins. */
  public Violation onLine(long lineNumber) {
    return new Violation(source, lineNumber, row, column, expected, found);
  }

  /** The same violation, with the source it was found in. */
  public Violation inSource(String sourceName) {
    return new Violation(sourceName, line, row, column, expected, found);
  }
}
