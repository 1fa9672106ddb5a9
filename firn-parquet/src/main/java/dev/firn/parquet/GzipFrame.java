package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One page as one member of gzip's format (RFC 1952), which is what Parquet's codec GZIP means:
 * header, deflated bytes, checksum and length of the bytes before. The JDK's own stream class would
 * copy everything through the heap.
 *
 * <p>Threads: one at a time.
 */
final class GzipFrame implements AutoCloseable {
  /** Magic, deflate, no flags, no time, no hint, unknown system: a page has nothing to say. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /** Room beyond the input: blocks that do not shrink are stored with a few bytes each. */
  private static final int SLACK_BYTES = 64 << 10;

  private final Deflater deflater = new Deflater(Compression.GZIP_LEVEL_DEFAULT, true);
  private final CRC32 checksum = new CRC32();

  /** Appends the frame of these bytes. */
  void compress(int level, long from, int byteCount, GrowableBuffer to) {
    Memory.writeBytes(HEADER, 0, HEADER.length, to.reserve(HEADER.length));
    to.advance(HEADER.length);
    ByteBuffer plain = Memory.view(from, byteCount);
    checksum.reset();
    checksum.update(plain.duplicate());
    deflate(level, plain, to);
    long trailer = to.reserve(2 * Integer.BYTES);
    Memory.writeInt(trailer, (int) checksum.getValue());
    Memory.writeInt(trailer + Integer.BYTES, byteCount);
    to.advance(2 * Integer.BYTES);
  }

  @Override
  public void close() {
    deflater.end();
  }

  private void deflate(int level, ByteBuffer plain, GrowableBuffer to) {
    deflater.reset();
    deflater.setLevel(level);
    deflater.setInput(plain);
    deflater.finish();
    int room = (int) Math.min(Integer.MAX_VALUE, (long) plain.remaining() + SLACK_BYTES);
    while (!deflater.finished()) {
      to.advance(deflater.deflate(Memory.view(to.reserve(room), room)));
      room = SLACK_BYTES;
    }
  }
}
