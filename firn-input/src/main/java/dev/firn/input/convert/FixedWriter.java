package dev.firn.input.convert;

import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.iceberg.types.Types;

/** Bytes of a declared number, in base64. */
final class FixedWriter implements ScalarWriter {
  private final int byteCount;
  private final Base64Text base64 = new Base64Text();

  FixedWriter(Types.FixedType type) {
    this.byteCount = type.length();
  }

  @Override
  public String expected() {
    return "exactly " + byteCount + " bytes in base64";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (base64.read(text, from, length) != byteCount) {
      writeDummy(to, index);
      return false;
    }
    FixedSizeBinaryVector vector = (FixedSizeBinaryVector) to;
    Slots.reserve(vector, index);
    vector.getDataBuffer().setBytes((long) index * byteCount, base64.bytes(), 0, byteCount);
    BitVectorHelper.setBit(vector.getValidityBuffer(), index);
    return true;
  }
}
