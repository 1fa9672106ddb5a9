package dev.firn.input.convert;

import dev.firn.engine.batch.Finding;
import dev.firn.engine.error.ViolationKind;

/** Values that were refused, in the words of a violation. */
public final class RefusedValue {
  /** Enough to recognise a value by, short enough for a line. */
  private static final int SHOWN_CHARS_MAX = 100;

  private RefusedValue() {}

  /**
   * The finding of a value. The characters are only read if the finding is kept, and then while it
   * is added to the log, so they may be overwritten afterwards.
   *
   * @param column dotted path of the column
   * @param expected see {@link ScalarWriter#expected}
   */
  public static Finding of(String column, String expected, char[] text, int from, int length) {
    return new Finding(
        ViolationKind.VALUE, column, expected, () -> "'" + shown(text, from, length) + "'");
  }

  /** The text, cut if it is long, without line breaks and other characters that do not print. */
  public static String shown(char[] text, int from, int length) {
    int shownLength = Math.min(length, SHOWN_CHARS_MAX);
    if (shownLength < length && Character.isHighSurrogate(text[from + shownLength - 1])) {
      shownLength--;
    }
    StringBuilder shown = new StringBuilder(shownLength);
    for (int at = from; at < from + shownLength; at++) {
      char each = text[at];
      boolean isPaired =
          Character.isHighSurrogate(each)
              && at + 1 < from + shownLength
              && Character.isLowSurrogate(text[at + 1]);
      if (isPaired) {
        shown.append(each).append(text[++at]);
      } else if (Character.isISOControl(each) || Character.isSurrogate(each)) {
        shown.append(escaped(each));
      } else {
        shown.append(each);
      }
    }
    return shownLength == length
        ? shown.toString()
        : shown.append("… (").append(length).append(" characters)").toString();
  }

  private static String escaped(char each) {
    return switch (each) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(java.util.Locale.ROOT, "\\u%04X", (int) each);
    };
  }
}
