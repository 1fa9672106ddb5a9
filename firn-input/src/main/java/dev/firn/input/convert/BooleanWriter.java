package dev.firn.input.convert;

import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/** Booleans: {@code true} and {@code false} in any case as text, JSON's own in JSON. */
final class BooleanWriter implements ScalarWriter {
  @Override
  public String expected() {
    return "true or false";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (Letters.equalsIgnoringCase(text, from, length, "true")) {
      return writeBoolean(to, index, true);
    }
    if (Letters.equalsIgnoringCase(text, from, length, "false")) {
      return writeBoolean(to, index, false);
    }
    writeDummy(to, index);
    return false;
  }

  @Override
  public boolean writeString(FieldVector to, int index, char[] text, int from, int length) {
    writeDummy(to, index);
    return false;
  }

  @Override
  public boolean writeBoolean(FieldVector to, int index, boolean value) {
    ((BitVector) to).setSafe(index, value ? 1 : 0);
    return true;
  }
}
