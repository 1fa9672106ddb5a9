package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;

/** Numbers of 32 binary digits, by the rules of {@link DoubleWriter}, rounded once. */
final class FloatWriter implements ScalarWriter {
  /** The bits of a double that a float lacks; this pattern of them lies between two floats. */
  private static final long LOST_BITS = (1L << 29) - 1;

  private static final long HALFWAY = 1L << 28;

  private final DecimalText number = new DecimalText();

  @Override
  public String expected() {
    return "a number within a float's range, NaN, Infinity or -Infinity";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    double special = FloatWords.read(text, from, length);
    if (special != 0) {
      ((Float4Vector) to).setSafe(index, (float) special);
      return true;
    }
    return writeNumber(to, index, text, from, length);
  }

  @Override
  public boolean writeNumber(FieldVector to, int index, char[] text, int from, int length) {
    if (number.read(text, from, length)) {
      float value = value(text, from, length);
      if (!Float.isInfinite(value) && (value != 0 || number.digitCount() == 0)) {
        ((Float4Vector) to).setSafe(index, value);
        return true;
      }
    }
    writeDummy(to, index);
    return false;
  }

  /**
   * The nearest float. That of the nearest double is the same, unless the double lies exactly
   * between two floats (then the text may lie on either side of it) or the float is subnormal.
   */
  private float value(char[] text, int from, int length) {
    double nearest = DoubleWriter.value(number, text, from, length);
    boolean isSafe =
        (nearest == 0 && number.digitCount() == 0)
            || (Math.abs(nearest) >= Float.MIN_NORMAL
                && (Double.doubleToRawLongBits(nearest) & LOST_BITS) != HALFWAY);
    return isSafe ? (float) nearest : Float.parseFloat(new String(text, from, length));
  }
}
