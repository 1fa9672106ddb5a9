package dev.firn.engine.log;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** CRC32C (RFC 3720, appendix B.4) of buffers, without moving their positions. */
final class Checksum {
  private Checksum() {}

  static int of(List<ByteBuffer> buffers) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer buffer : buffers) {
      crc.update(buffer.duplicate());
    }
    return (int) crc.getValue();
  }

  static int of(ByteBuffer buffer, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.duplicate().position(from).limit(to));
    return (int) crc.getValue();
  }
}
