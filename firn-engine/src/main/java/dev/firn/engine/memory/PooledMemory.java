package dev.firn.engine.memory;

import java.util.function.LongConsumer;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/** The memory behind one Arrow buffer and its slices: a block of a pool. */
final class PooledMemory extends AllocationManager {
  private final BufferPool pool;
  private final long bytes;
  private final long address;

  private PooledMemory(BufferAllocator allocator, BufferPool pool, long bytes) {
    super(allocator);
    this.pool = pool;
    this.bytes = bytes;
    this.address = pool.take(bytes);
  }

  @Override
  public long getSize() {
    return bytes;
  }

  @Override
  protected long memoryAddress() {
    return address;
  }

  @Override
  protected void release0() {
    pool.give(address, bytes);
  }

  /** The empty buffer of all allocators. */
  private static final ArrowBuf EMPTY =
      new ArrowBuf(ReferenceManager.NO_OP, null, 0, MemoryUtil.allocateMemory(0));

  /**
   * Makes the memory of an allocator and its children.
   *
   * @param undoCharge gives back what was charged for a buffer that the system had no memory for
   */
  record Source(BufferPool pool, LongConsumer undoCharge) implements Factory {
    @Override
    public AllocationManager create(BufferAllocator allocator, long bytes) {
      try {
        return new PooledMemory(allocator, pool, bytes);
      } catch (Throwable e) { // an OutOfMemoryError, mostly
        undoCharge.accept(bytes);
        throw e;
      }
    }

    @Override
    public ArrowBuf empty() {
      return EMPTY;
    }
  }
}
