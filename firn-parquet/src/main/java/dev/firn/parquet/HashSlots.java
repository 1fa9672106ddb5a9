package dev.firn.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** The off-heap slots of an open-addressing hash table, a power of two of them, zero when free. */
final class HashSlots {
  private static final int SLOT_COUNT_MIN = 256;

  private final BufferPool pool;
  private final int slotBytes;
  private @Nullable ArrowBuf buffer;
  private int slotCount;

  HashSlots(BufferPool pool, int slotBytes) {
    this.pool = pool;
    this.slotBytes = slotBytes;
  }

  long address() {
    return buffer == null ? 0 : buffer.memoryAddress();
  }

  /** The slots less one. */
  int mask() {
    return slotCount - 1;
  }

  /** Whether one more entry would fill more than half of the slots. */
  boolean isFull(int entryCount) {
    return isFull(entryCount, slotCount);
  }

  /**
   * Doubles the slots until so many entries and one more have room, and frees them all; the owner
   * enters its entries again.
   */
  void growFor(int entryCount) {
    int count = Math.max(SLOT_COUNT_MIN, slotCount * 2);
    while (isFull(entryCount, count)) {
      count *= 2;
    }
    resize(count);
  }

  private static boolean isFull(int entryCount, int slotCount) {
    return (entryCount + 1) * 2L > slotCount;
  }

  void release() {
    if (buffer != null) {
      pool.give(buffer);
    }
    buffer = null;
    slotCount = 0;
  }

  private void resize(int count) {
    release();
    long bytes = (long) count * slotBytes;
    ArrowBuf taken = pool.take(bytes);
    Memory.clear(taken.memoryAddress(), bytes);
    buffer = taken;
    slotCount = count;
  }
}
