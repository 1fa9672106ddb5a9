package dev.firn.input.convert;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types;

/**
 * Decimals, exact: zeros behind the scale are accepted because they lose nothing, other digits
 * there are refused. At most 38 digits, so the unscaled value fits 128 bits.
 */
final class DecimalWriter implements ScalarWriter {
  private static final int BYTES = DecimalVector.TYPE_WIDTH;

  /** Digits whose number is below 2^63. */
  private static final int LONG_DIGITS = 18;

  private static final long[] POWERS_OF_TEN = new long[LONG_DIGITS + 1];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int power = 1; power <= LONG_DIGITS; power++) {
      POWERS_OF_TEN[power] = POWERS_OF_TEN[power - 1] * 10;
    }
  }

  private final int precision;
  private final int scale;
  private final DecimalText number = new DecimalText();

  DecimalWriter(Types.DecimalType type) {
    this.precision = type.precision();
    this.scale = type.scale();
  }

  @Override
  public String expected() {
    return "decimal("
        + precision
        + ","
        + scale
        + "): at most "
        + (precision - scale)
        + " digits before the point and "
        + scale
        + " after";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (number.read(text, from, length)) {
      long zeros = number.exponent() + scale;
      boolean isZero = number.digitCount() == 0;
      if (isZero || (zeros >= 0 && number.digitCount() + zeros <= precision)) {
        write((DecimalVector) to, index, text, isZero ? 0 : (int) zeros);
        return true;
      }
    }
    writeDummy(to, index);
    return false;
  }

  @Override
  public boolean writeNumber(FieldVector to, int index, char[] text, int from, int length) {
    return writeText(to, index, text, from, length);
  }

  private void write(DecimalVector to, int index, char[] text, int zeros) {
    int digits = number.digitCount();
    if (digits + zeros <= LONG_DIGITS) {
      long value = number.digits(text) * POWERS_OF_TEN[zeros];
      long signed = number.isNegative() ? -value : value;
      set(to, index, signed, signed >> 63);
      return;
    }
    writeWide(to, index, text, zeros);
  }

  /** Takes the digits in up to three groups that a long holds, each by one multiplication. */
  private void writeWide(DecimalVector to, int index, char[] text, int zeros) {
    long low = 0;
    long high = 0;
    int at = number.firstDigit();
    int left = number.digitCount() + zeros;
    int digitsLeft = number.digitCount();
    while (left > 0) {
      int count = Math.min(left, LONG_DIGITS);
      int digits = Math.min(count, digitsLeft);
      long group = DecimalText.digits(text, at, digits) * POWERS_OF_TEN[count - digits];
      at = after(text, at, digits);
      long factor = POWERS_OF_TEN[count];
      high = high * factor + Math.unsignedMultiplyHigh(low, factor);
      low = low * factor + group;
      if (Long.compareUnsigned(low, group) < 0) {
        high++;
      }
      left -= count;
      digitsLeft -= digits;
    }
    if (number.isNegative()) {
      high = ~high + (low == 0 ? 1 : 0);
      low = -low;
    }
    set(to, index, low, high);
  }

  private static int after(char[] text, int from, int digits) {
    int at = from;
    for (int read = 0; read < digits; at++) {
      read += text[at] == '.' ? 0 : 1;
    }
    return at;
  }

  private static void set(DecimalVector to, int index, long low, long high) {
    Slots.reserve(to, index);
    ArrowBuf data = to.getDataBuffer();
    data.setLong((long) index * BYTES, low);
    data.setLong((long) index * BYTES + Long.BYTES, high);
    BitVectorHelper.setBit(to.getValidityBuffer(), index);
  }
}
