package dev.firn.engine.memory;

import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Memory that buffers gave back, kept for the next buffers of the same size. Making it anew would
 * cost a system call and, for each page of it, a fault and the clearing of the page.
 *
 * <p>Limit: the bytes it may keep; what would be more goes back to the system. It trims itself:
 * what nobody has needed between two sweeps is given back at the second.
 *
 * <p>Threads: safe for many; each block has one owner at a time.
 */
final class BufferPool {
  private static final byte POISON = (byte) 0xA5;

  private final long bytesMax;
  private final Blocks[] classes = new Blocks[SizeClasses.COUNT];
  private long freeBytes;
  private long trimmedBytes;
  private boolean isClosed;

  /** Free blocks of one class; the one that came last goes first, as it is still in caches. */
  private static final class Blocks {
    private long[] addresses = new long[4];
    private int count;

    /** The fewest that were free at once since the last sweep: so many were not needed. */
    private int lowest;

    void push(long address) {
      if (count == addresses.length) {
        addresses = Arrays.copyOf(addresses, 2 * count);
      }
      addresses[count++] = address;
    }

    long pop() {
      count--;
      lowest = Math.min(lowest, count);
      return addresses[count];
    }
  }

  /**
   * An empty pool.
   *
   * @param bytesMax what it may keep; 0 for nothing
   */
  BufferPool(long bytesMax) {
    this.bytesMax = bytesMax;
    Arrays.setAll(classes, index -> new Blocks());
  }

  /** The address of a block of this class, with arbitrary content. */
  long take(long classBytes) {
    if (SizeClasses.isPooled(classBytes)) {
      synchronized (this) {
        Blocks blocks = classes[SizeClasses.indexOf(classBytes)];
        if (blocks.count > 0) {
          freeBytes -= classBytes;
          return blocks.pop();
        }
      }
    }
    return MemoryUtil.allocateMemory(classBytes);
  }

  /** Takes a block back. */
  void give(long address, long classBytes) {
    if (SizeClasses.isPooled(classBytes)) {
      synchronized (this) {
        if (!isClosed && classBytes <= bytesMax - freeBytes) {
          assert poison(address, classBytes);
          classes[SizeClasses.indexOf(classBytes)].push(address);
          freeBytes += classBytes;
          return;
        }
      }
    }
    MemoryUtil.freeMemory(address);
  }

  /** Gives back to the system what is over, the largest blocks first, as they are the fewest. */
  synchronized void trimTo(long bytes) {
    for (int index = classes.length - 1; index >= 0 && freeBytes > bytes; index--) {
      Blocks blocks = classes[index];
      while (blocks.count > 0 && freeBytes > bytes) {
        free(blocks, index);
      }
    }
  }

  /** Gives back to the system what nobody has needed since the last sweep. */
  synchronized void sweep() {
    for (int index = 0; index < classes.length; index++) {
      Blocks blocks = classes[index];
      for (int unused = blocks.lowest; unused > 0; unused--) {
        free(blocks, index);
      }
      blocks.lowest = blocks.count;
    }
  }

  /** Bytes of the blocks that wait for a taker. */
  synchronized long freeBytes() {
    return freeBytes;
  }

  /** Bytes of all blocks that were kept once and given back to the system later. */
  synchronized long trimmedBytes() {
    return trimmedBytes;
  }

  /** Frees all that is kept; blocks that come back later are freed at once. */
  synchronized void close() {
    isClosed = true;
    trimTo(0);
  }

  private void free(Blocks blocks, int index) {
    long bytes = SizeClasses.bytesOf(index);
    MemoryUtil.freeMemory(blocks.pop());
    freeBytes -= bytes;
    trimmedBytes += bytes;
  }

  /** Where assertions are on, so that whoever reads what is not theirs finds no zeros there. */
  private static boolean poison(long address, long bytes) {
    MemoryUtil.setMemory(address, bytes, POISON);
    return true;
  }
}
