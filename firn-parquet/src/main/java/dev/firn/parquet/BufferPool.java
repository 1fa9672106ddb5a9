package dev.firn.parquet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * All off-heap buffers of one writer, in powers of two. A buffer that is given back is kept for the
 * next taker of its size, so the pool holds at most what the largest row group needed at once;
 * closing frees everything, given back or not.
 *
 * <p>Threads: safe for many; each buffer has one owner at a time.
 */
final class BufferPool implements AutoCloseable {
  /** Small, because a table of thousands of columns holds several buffers for each. */
  private static final long BUFFER_BYTES_MIN = 512;

  private final BufferAllocator allocator;
  private final List<Deque<ArrowBuf>> freeByPower = new ArrayList<>();
  private final List<ArrowBuf> all = new ArrayList<>();
  private long retainedBytes;
  private long freeBytes;

  BufferPool(BufferAllocator allocator) {
    this.allocator = allocator;
    for (int power = 0; power < Long.SIZE; power++) {
      freeByPower.add(new ArrayDeque<>(0));
    }
  }

  /** A buffer of at least this capacity, with arbitrary content. */
  synchronized ArrowBuf take(long bytesMin) {
    int power = power(Math.max(bytesMin, BUFFER_BYTES_MIN));
    ArrowBuf free = freeByPower.get(power).pollLast();
    if (free != null) {
      freeBytes -= free.capacity();
      return free;
    }
    ArrowBuf buffer = allocator.buffer(1L << power);
    all.add(buffer);
    retainedBytes += buffer.capacity();
    return buffer;
  }

  /** Takes a buffer back; the giver must not touch it again. */
  synchronized void give(ArrowBuf buffer) {
    freeByPower.get(power(buffer.capacity())).addLast(buffer);
    freeBytes += buffer.capacity();
  }

  /** All bytes held, in use or not. */
  synchronized long retainedBytes() {
    return retainedBytes;
  }

  /** The bytes in use. */
  synchronized long takenBytes() {
    return retainedBytes - freeBytes;
  }

  @Override
  public synchronized void close() {
    for (ArrowBuf buffer : all) {
      buffer.close();
    }
    all.clear();
    freeByPower.forEach(Deque::clear);
    retainedBytes = 0;
    freeBytes = 0;
  }

  private static int power(long bytes) {
    return Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
  }
}
