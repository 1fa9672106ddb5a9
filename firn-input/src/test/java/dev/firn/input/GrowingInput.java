package dev.firn.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A pipe whose pieces are sent by a test. Unlike the JDK's, it hands out each piece whole, and says
 * when its reader waits for the next, so that tests need no sleep.
 */
public final class GrowingInput extends InputStream {
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private byte[] current = new byte[0];
  private int at;
  private boolean isEnded;
  private @Nullable IOException failure;
  private boolean isReaderWaiting;
  private boolean isClosed;

  /** Sends text as one piece. */
  public GrowingInput send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as one piece. */
  public synchronized GrowingInput send(byte[] piece) {
    if (piece.length > 0) {
      pieces.add(piece);
    }
    notifyAll();
    return this;
  }

  /** Nothing more comes. */
  public synchronized void end() {
    isEnded = true;
    notifyAll();
  }

  /** Reading fails behind what was sent. */
  public synchronized void fail(IOException reason) {
    failure = reason;
    notifyAll();
  }

  /** Returns once the reader has taken everything and waits for more. */
  public synchronized GrowingInput awaitReader() throws InterruptedException {
    while (!isReaderWaiting || !isDrained()) {
      wait();
    }
    return this;
  }

  /** Returns once the reader has closed it. */
  public synchronized void awaitClose() throws InterruptedException {
    while (!isClosed) {
      wait();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] to, int offset, int length) throws IOException {
    awaitPiece();
    if (at == current.length) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, to, offset, count);
    at += count;
    return count;
  }

  @Override
  public synchronized int available() {
    return current.length - at;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  private void awaitPiece() throws IOException {
    try {
      while (at == current.length && !takePiece()) {
        isReaderWaiting = true;
        notifyAll();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      isReaderWaiting = false;
    }
  }

  /** Makes the next piece the current one; false if that is to be waited for. */
  private boolean takePiece() throws IOException {
    byte[] next = pieces.poll();
    if (next != null) {
      current = next;
      at = 0;
    } else if (failure != null) {
      throw failure;
    }
    return next != null || isEnded;
  }

  private boolean isDrained() {
    return pieces.isEmpty() && at == current.length;
  }
}
