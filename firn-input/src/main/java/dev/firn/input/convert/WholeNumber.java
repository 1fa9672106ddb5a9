package dev.firn.input.convert;

/** Whole numbers in characters: an optional sign, then digits. */
final class WholeNumber {
  /** Digits that a long holds whatever they are. */
  private static final int SAFE_DIGITS = 18;

  private WholeNumber() {}

  /** Whether the text is a whole number of any size. */
  static boolean isWhole(char[] text, int from, int length) {
    int at = from + signLength(text, from, length);
    int end = from + length;
    if (at == end) {
      return false;
    }
    for (; at < end; at++) {
      if (!Letters.isDigit(text[at])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of a text that {@link #isWhole}, saturated: one beyond a long's range is its
   * smallest or largest value, see {@link #fitsLong}.
   */
  static long parse(char[] text, int from, int length) {
    int end = from + length;
    boolean isNegative = text[from] == '-';
    int at = from + signLength(text, from, length);
    while (at < end - 1 && text[at] == '0') {
      at++;
    }
    int digits = end - at;
    if (digits > SAFE_DIGITS + 1) {
      return isNegative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long value = 0;
    int safeEnd = Math.min(end, at + SAFE_DIGITS);
    for (; at < safeEnd; at++) {
      value = value * 10 - (text[at] - '0');
    }
    // Negative all the way, because the smallest long has no positive counterpart.
    if (at < end) {
      value = appended(value, text[at] - '0');
    }
    return isNegative ? value : value == Long.MIN_VALUE ? Long.MAX_VALUE : -value;
  }

  /** Whether the number of a text that {@link #isWhole} is within a long's range. */
  static boolean fitsLong(char[] text, int from, int length, long parsed) {
    if (parsed != Long.MIN_VALUE && parsed != Long.MAX_VALUE) {
      return true;
    }
    return equalsDigits(
        text, from + signLength(text, from, length), from + length, Long.toString(parsed));
  }

  /** One more digit below a negative value, or the smallest long if there is no room. */
  private static long appended(long value, int digit) {
    long limit = Long.MIN_VALUE / 10;
    if (value < limit || (value == limit && digit > 8)) {
      return Long.MIN_VALUE;
    }
    return value * 10 - digit;
  }

  private static boolean equalsDigits(char[] text, int from, int end, String number) {
    int at = from;
    while (at < end - 1 && text[at] == '0') {
      at++;
    }
    int start = number.charAt(0) == '-' ? 1 : 0;
    if (end - at != number.length() - start) {
      return false;
    }
    for (int i = start; i < number.length(); i++, at++) {
      if (text[at] != number.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int signLength(char[] text, int from, int length) {
    return length > 0 && (text[from] == '-' || text[from] == '+') ? 1 : 0;
  }
}
