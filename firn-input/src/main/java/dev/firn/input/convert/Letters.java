package dev.firn.input.convert;

/** Comparing and reading single characters of a value. */
final class Letters {
  private Letters() {}

  /** Whether the text is this word, given in lower case, in any case of its ASCII letters. */
  static boolean equalsIgnoringCase(char[] text, int from, int length, String word) {
    if (length != word.length()) {
      return false;
    }
    for (int at = 0; at < length; at++) {
      char each = text[from + at];
      char lower = each >= 'A' && each <= 'Z' ? (char) (each | 0x20) : each;
      if (lower != word.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /** An ASCII digit; other scripts' digits are none here. */
  static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  /** The number that {@code count} digits write, or -1 if one of them is no digit. */
  static int digits(char[] text, int from, int count) {
    int value = 0;
    for (int at = from; at < from + count; at++) {
      if (!isDigit(text[at])) {
        return -1;
      }
      value = value * 10 + (text[at] - '0');
    }
    return value;
  }
}
