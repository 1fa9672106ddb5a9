package dev.firn.input.convert;

/** What floating-point columns hold beside numbers. */
final class FloatWords {
  private FloatWords() {}

  /**
   * NaN or an infinity, or 0 if the text is none of them: {@code NaN}, and {@code Infinity} or
   * {@code inf} with or without a sign, in any case.
   */
  static double read(char[] text, int from, int length) {
    // The common case, a number, is told by its first or second character.
    if (length < 3 || Letters.isDigit(text[from]) || Letters.isDigit(text[from + 1])) {
      return 0;
    }
    if (Letters.equalsIgnoringCase(text, from, length, "nan")) {
      return Double.NaN;
    }
    boolean hasSign = text[from] == '-' || text[from] == '+';
    int start = hasSign ? from + 1 : from;
    int count = hasSign ? length - 1 : length;
    if (Letters.equalsIgnoringCase(text, start, count, "infinity")
        || Letters.equalsIgnoringCase(text, start, count, "inf")) {
      return text[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return 0;
  }
}
