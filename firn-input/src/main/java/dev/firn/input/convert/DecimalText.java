package dev.firn.input.convert;

/**
 * The parts of a decimal number in characters: {@code [sign] digits [. digits] [e [sign] digits]},
 * with at least one digit before or behind the point. Holds the last number that was read: its
 * significant digits, which begin and end with one that is not zero, and the power of ten of the
 * last of them.
 *
 * <p>Threads: one at a time.
 */
final class DecimalText {
  /** Beyond every type's range, and far from a long's own, so that sums of it cannot overflow. */
  private static final long EXPONENT_MAX = 1L << 40;

  private boolean isNegative;
  private int firstDigit;
  private int lastDigit;
  private int digitCount;
  private int pointAt;
  private long exponent;

  /** Reads a number; false if the text is none. */
  boolean read(char[] text, int from, int length) {
    int end = from + length;
    int at = from;
    isNegative = length > 0 && text[from] == '-';
    if (length > 0 && (isNegative || text[from] == '+')) {
      at++;
    }
    return readExponent(text, readDigits(text, at, end), end);
  }

  /** Reads the digits and the point; gives the place behind them, or -1 without a digit. */
  private int readDigits(char[] text, int start, int end) {
    firstDigit = -1;
    lastDigit = -1;
    pointAt = -1;
    int digits = 0;
    int at = start;
    for (; at < end; at++) {
      char each = text[at];
      if (Letters.isDigit(each)) {
        digits++;
        if (each != '0') {
          firstDigit = firstDigit < 0 ? at : firstDigit;
          lastDigit = at;
        }
      } else if (each == '.' && pointAt < 0) {
        pointAt = at;
      } else {
        break;
      }
    }
    pointAt = pointAt < 0 ? at : pointAt;
    return digits == 0 ? -1 : at;
  }

  private boolean readExponent(char[] text, int start, int end) {
    long written = 0;
    int at = start;
    if (at < 0) {
      return false;
    }
    if (at < end) {
      if ((text[at] | 0x20) != 'e') {
        return false;
      }
      at++;
      boolean isDown = at < end && text[at] == '-';
      at += at < end && (isDown || text[at] == '+') ? 1 : 0;
      if (at == end) {
        return false;
      }
      for (; at < end; at++) {
        if (!Letters.isDigit(text[at])) {
          return false;
        }
        written = Math.min(EXPONENT_MAX, written * 10 + (text[at] - '0'));
      }
      written = isDown ? -written : written;
    }
    settle(written);
    return true;
  }

  private void settle(long written) {
    if (firstDigit < 0) {
      digitCount = 0;
      exponent = 0;
      return;
    }
    boolean isPointWithin = pointAt > firstDigit && pointAt < lastDigit;
    digitCount = lastDigit - firstDigit + (isPointWithin ? 0 : 1);
    exponent = written + (pointAt > lastDigit ? pointAt - lastDigit - 1 : pointAt - lastDigit);
  }

  boolean isNegative() {
    return isNegative;
  }

  /** Significant digits; none for zero. */
  int digitCount() {
    return digitCount;
  }

  /** The power of ten of the last significant digit. */
  long exponent() {
    return exponent;
  }

  /** The significant digits as a number; at most 19 of them, unsigned if there are 19. */
  long digits(char[] text) {
    return digits(text, firstDigit, digitCount);
  }

  /** Where the significant digits begin; the point may stand among them. */
  int firstDigit() {
    return firstDigit;
  }

  /** So many digits from a place on, over a point, as a number. */
  static long digits(char[] text, int from, int count) {
    long value = 0;
    int at = from;
    for (int read = 0; read < count; at++) {
      if (text[at] != '.') {
        value = value * 10 + (text[at] - '0');
        read++;
      }
    }
    return value;
  }
}
