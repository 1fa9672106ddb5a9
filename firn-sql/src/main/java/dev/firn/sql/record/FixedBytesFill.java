package dev.firn.sql.record;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.arrow.vector.FixedSizeBinaryVector;

/** Bytes of one length: fixed, and UUIDs with the most significant byte first. */
final class FixedBytesFill {
  private static final int UUID_BYTES = 16;

  private FixedBytesFill() {}

  static ValueFill of(FixedSizeBinaryVector vector) {
    int width = vector.getByteWidth();
    return ValueFill.fixed(width, (at, value) -> vector.setSafe(at, bytes(value, width)));
  }

  private static byte[] bytes(Object value, int width) {
    byte[] bytes =
        switch (value) {
          case byte[] plain -> plain;
          case UUID id ->
              ByteBuffer.allocate(UUID_BYTES)
                  .putLong(id.getMostSignificantBits())
                  .putLong(id.getLeastSignificantBits())
                  .array();
          default -> throw new IllegalStateException("Fixed bytes of " + value.getClass());
        };
    if (bytes.length != width) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "A column of type fixed: expected "
              + width
              + " bytes in a data file, found "
              + bytes.length
              + ". Restore the file, or roll back to a snapshot before it.");
    }
    return bytes;
  }
}
