package dev.firn.input.text;

import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream that counts what was taken out of it and can show its first bytes before they
 * are read.
 *
 * <p>Threads: one, but {@link #bytesRead} may be asked from any.
 */
final class CountedStream extends InputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream source;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private volatile long bytesRead;

  CountedStream(InputStream source) {
    this.source = source;
  }

  /**
   * The next bytes without taking them: as many as there are, at most {@code count}. Behind the end
   * of a line it waits for none, because a short line may be all that comes for long.
   */
  byte[] peek(int count) throws IOException {
    while (end - at < count && !hasLineEnd() && fill()) {}
    byte[] bytes = new byte[Math.min(count, end - at)];
    System.arraycopy(buffer, at, bytes, 0, bytes.length);
    return bytes;
  }

  /** Whether nothing is left; waits for the source to tell. */
  boolean isAtEnd() throws IOException {
    return at == end && !fill();
  }

  /** Bytes taken so far. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public int read() throws IOException {
    if (isAtEnd()) {
      return -1;
    }
    count(1);
    return buffer[at++] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int taken = Math.min(length, end - at);
    System.arraycopy(buffer, at, to, offset, taken);
    at += taken;
    count(taken);
    return taken;
  }

  @Override
  public int available() throws IOException {
    return end - at > 0 ? end - at : source.available();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private boolean hasLineEnd() {
    for (int index = at; index < end; index++) {
      if (buffer[index] == '\n' || buffer[index] == '\r') {
        return true;
      }
    }
    return false;
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = 0;
    } else if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
    }
    int read = source.read(buffer, end, buffer.length - end);
    if (read <= 0) {
      return false;
    }
    end += read;
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread only.
  private void count(int taken) {
    bytesRead += taken;
  }
}
