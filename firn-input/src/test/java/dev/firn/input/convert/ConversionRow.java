package dev.firn.input.convert;

/**
 * A line of the conversion table: one text, and what becomes of it in each place it can stand in.
 *
 * @param kind why it is in the table: typical, limit, beyond, wrong kind, empty
 * @param text as it is written; in JSON also with quotes around it
 * @param cell what a quoted CSV cell of it becomes
 * @param string what a JSON string of it becomes
 * @param bare what the JSON number or literal becomes; empty if the text is none
 */
record ConversionRow(String kind, String text, String cell, String string, String bare) {
  /** What stands for a refusal. */
  static final String REFUSED = "refused";

  /** The text means the same in a cell, as a string, and as a number if it is one. */
  static ConversionRow same(String kind, String text, String value) {
    return new ConversionRow(kind, text, value, value, isBare(text) ? value : "");
  }

  /** The text means something in a cell and as a string; as a number or literal it is refused. */
  static ConversionRow text(String kind, String text, String value) {
    return new ConversionRow(kind, text, value, value, isBare(text) ? REFUSED : "");
  }

  static ConversionRow refused(String kind, String text) {
    return same(kind, text, REFUSED);
  }

  /** Whether JSON has a number or a literal of this text, other than null. */
  static boolean isBare(String text) {
    return text.equals("true")
        || text.equals("false")
        || text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  }
}
