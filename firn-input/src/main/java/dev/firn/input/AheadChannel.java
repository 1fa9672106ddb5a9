package dev.firn.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A channel whose next bytes can be looked at before they are read. */
final class AheadChannel implements ReadableByteChannel {
  private final ReadableByteChannel source;
  private byte[] ahead = new byte[0];
  private int aheadStart;
  private int aheadEnd;

  AheadChannel(ReadableByteChannel source) {
    this.source = source;
  }

  /** The next bytes without reading them; fewer only at the end. Valid until the next call. */
  ByteBuffer peek(int byteCount) throws IOException {
    if (aheadEnd - aheadStart < byteCount) {
      fill(byteCount);
    }
    int available = Math.min(byteCount, aheadEnd - aheadStart);
    return ByteBuffer.wrap(ahead, aheadStart, available).slice();
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int available = aheadEnd - aheadStart;
    if (available == 0) {
      return source.read(to);
    }
    int taken = Math.min(available, to.remaining());
    to.put(ahead, aheadStart, taken);
    aheadStart += taken;
    return taken;
  }

  @Override
  public boolean isOpen() {
    return source.isOpen();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void fill(int byteCount) throws IOException {
    byte[] filled = new byte[byteCount];
    int kept = aheadEnd - aheadStart;
    System.arraycopy(ahead, aheadStart, filled, 0, kept);
    ByteBuffer rest = ByteBuffer.wrap(filled, kept, byteCount - kept);
    int read = 0;
    while (rest.hasRemaining() && read >= 0) {
      read = source.read(rest);
    }
    ahead = filled;
    aheadStart = 0;
    aheadEnd = rest.position();
  }
}
