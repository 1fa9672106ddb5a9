package dev.firn.sql.record;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.VarCharVector;

/** Strings as UTF-8. */
record TextFill(VarCharVector vector) implements ValueFill {
  @Override
  public int slotBytes() {
    return Integer.BYTES;
  }

  @Override
  public long put(int position, Object value) {
    byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
    vector.setSafe(position, utf8);
    return utf8.length;
  }
}
