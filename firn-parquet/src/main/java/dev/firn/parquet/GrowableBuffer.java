package dev.firn.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** Off-heap bytes that are appended to. Holds no memory before the first byte. */
final class GrowableBuffer {
  /** Room behind the last byte, so that packing loops may store whole words past their end. */
  static final int SLACK_BYTES = 64;

  private final BufferPool pool;
  private @Nullable ArrowBuf buffer;
  private long address;
  private long capacityBytes;
  private long byteCount;

  GrowableBuffer(BufferPool pool) {
    this.pool = pool;
  }

  /** Makes room for this many more bytes and returns the address of the first. */
  long reserve(long moreBytes) {
    long needed = byteCount + moreBytes + SLACK_BYTES;
    if (needed > capacityBytes) {
      grow(needed);
    }
    return address + byteCount;
  }

  /** Counts bytes in that were stored in reserved room. */
  void advance(long moreBytes) {
    byteCount += moreBytes;
  }

  /** Appends a copy of these bytes. */
  void append(long from, long moreBytes) {
    Memory.copy(from, reserve(moreBytes), moreBytes);
    advance(moreBytes);
  }

  /** Where the bytes begin; changes when the buffer grows. */
  long address() {
    return address;
  }

  long byteCount() {
    return byteCount;
  }

  /** Forgets all bytes behind these. */
  void truncate(long bytes) {
    byteCount = bytes;
  }

  /** Forgets the bytes and keeps the memory. */
  void clear() {
    byteCount = 0;
  }

  /** Forgets the bytes and gives the memory back. */
  void release() {
    if (buffer != null) {
      pool.give(buffer);
    }
    buffer = null;
    address = 0;
    capacityBytes = 0;
    byteCount = 0;
  }

  private void grow(long needed) {
    ArrowBuf larger = pool.take(needed);
    Memory.copy(address, larger.memoryAddress(), byteCount);
    if (buffer != null) {
      pool.give(buffer);
    }
    buffer = larger;
    address = larger.memoryAddress();
    capacityBytes = larger.capacity();
  }
}
