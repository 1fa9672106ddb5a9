package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;

/**
 * Numbers of 64 binary digits. A decimal text becomes the nearest double, because that is what such
 * a column holds; one beyond the largest double, or so small that only zero is near, is refused.
 *
 * <p>Short numbers take Clinger's fast path (How to Read Floating Point Numbers Accurately, 1990):
 * digits and power of ten are both exact doubles, so one operation rounds once. All others go to
 * the JDK's reader.
 */
final class DoubleWriter implements ScalarWriter {
  /** Digits whose number is below 2^63. */
  private static final int LONG_DIGITS = 18;

  private static final long EXACT_MAX = 1L << 53;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final DecimalText number = new DecimalText();

  @Override
  public String expected() {
    return "a number within a double's range, NaN, Infinity or -Infinity";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    double special = FloatWords.read(text, from, length);
    if (special != 0) {
      ((Float8Vector) to).setSafe(index, special);
      return true;
    }
    return writeNumber(to, index, text, from, length);
  }

  @Override
  public boolean writeNumber(FieldVector to, int index, char[] text, int from, int length) {
    if (number.read(text, from, length)) {
      double value = value(number, text, from, length);
      if (!Double.isInfinite(value) && (value != 0 || number.digitCount() == 0)) {
        ((Float8Vector) to).setSafe(index, value);
        return true;
      }
    }
    writeDummy(to, index);
    return false;
  }

  /** The nearest double of a number that was read, zeros with their sign. */
  static double value(DecimalText number, char[] text, int from, int length) {
    if (number.digitCount() == 0) {
      return number.isNegative() ? -0.0 : 0.0;
    }
    if (number.digitCount() <= LONG_DIGITS && Math.abs(number.exponent()) < POWERS_OF_TEN.length) {
      long digits = number.digits(text);
      if (digits <= EXACT_MAX) {
        int power = (int) number.exponent();
        double value = power < 0 ? digits / POWERS_OF_TEN[-power] : digits * POWERS_OF_TEN[power];
        return number.isNegative() ? -value : value;
      }
    }
    return Double.parseDouble(new String(text, from, length));
  }
}
