package dev.firn.input.convert;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;

/** Numbers of 64 bits: an optional sign and digits. */
final class LongWriter implements ScalarWriter {
  @Override
  public String expected() {
    return "a whole number from -9223372036854775808 to 9223372036854775807";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (WholeNumber.isWhole(text, from, length)) {
      long value = WholeNumber.parse(text, from, length);
      if (WholeNumber.fitsLong(text, from, length, value)) {
        ((BigIntVector) to).setSafe(index, value);
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
