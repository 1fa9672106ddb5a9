package dev.firn.engine.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** Many buffers by few calls of the operating system. */
final class GatheringWrite {
  /** What one gathering call takes at most (IOV_MAX on Linux). */
  private static final int BUFFERS_PER_CALL_MAX = 1_024;

  private GatheringWrite() {}

  /** Writes all that remains at the channel's position; gives how much that was. */
  static long all(FileChannel channel, List<ByteBuffer> buffers) throws IOException {
    ByteBuffer[] all = buffers.toArray(ByteBuffer[]::new);
    long written = 0;
    int first = 0;
    while (first < all.length) {
      if (!all[first].hasRemaining()) {
        first++;
        continue;
      }
      written += channel.write(all, first, Math.min(BUFFERS_PER_CALL_MAX, all.length - first));
    }
    return written;
  }
}
