package dev.firn.input.json;

import java.io.InputStream;

/** Bytes that come in pieces of at most so many. */
final class SlowStream extends InputStream {
  private final byte[] bytes;
  private final int pieceBytes;
  private int at;

  SlowStream(byte[] bytes, int pieceBytes) {
    this.bytes = bytes;
    this.pieceBytes = pieceBytes;
  }

  @Override
  public int read() {
    return at < bytes.length ? bytes[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    if (at == bytes.length) {
      return -1;
    }
    int count = Math.min(Math.min(length, pieceBytes), bytes.length - at);
    System.arraycopy(bytes, at, to, offset, count);
    at += count;
    return count;
  }
}
