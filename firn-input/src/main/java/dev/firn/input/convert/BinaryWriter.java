package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;

/** Bytes of any number, in base64. */
final class BinaryWriter implements ScalarWriter {
  private final Base64Text base64 = new Base64Text();

  @Override
  public String expected() {
    return "bytes in base64";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    int byteCount = base64.read(text, from, length);
    if (byteCount < 0) {
      writeDummy(to, index);
      return false;
    }
    ((VarBinaryVector) to).setSafe(index, base64.bytes(), 0, byteCount);
    return true;
  }
}
