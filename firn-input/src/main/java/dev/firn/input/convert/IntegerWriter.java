package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;

/** Numbers of 32 bits: an optional sign and digits. */
final class IntegerWriter implements ScalarWriter {
  @Override
  public String expected() {
    return "a whole number from -2147483648 to 2147483647";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (WholeNumber.isWhole(text, from, length)) {
      // Saturated numbers are beyond an int, too.
      long value = WholeNumber.parse(text, from, length);
      if (value == (int) value) {
        ((IntVector) to).setSafe(index, (int) value);
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
}
