package dev.firn.sql.record;

import java.nio.ByteBuffer;
import org.apache.arrow.vector.VarBinaryVector;

/** Bytes of any length; geometries are their WKB. */
record BinaryFill(VarBinaryVector vector) implements ValueFill {
  @Override
  public int slotBytes() {
    return Integer.BYTES;
  }

  @Override
  public long put(int position, Object value) {
    // Arrow moves the buffer's position; a default is the same buffer in every row.
    ByteBuffer bytes = ((ByteBuffer) value).duplicate();
    int byteCount = bytes.remaining();
    vector.setSafe(position, bytes, bytes.position(), byteCount);
    return byteCount;
  }
}
