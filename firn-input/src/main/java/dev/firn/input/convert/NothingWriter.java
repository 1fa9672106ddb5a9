package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;

/** The type unknown, whose only value is null. */
final class NothingWriter implements ScalarWriter {
  @Override
  public String expected() {
    return "no value, because the column's type is unknown";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    return false;
  }
}
