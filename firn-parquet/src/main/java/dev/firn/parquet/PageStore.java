package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/** Finished bytes that wait to be flushed, in pooled blocks that grow with their sum. */
final class PageStore {
  private static final long BLOCK_BYTES_MIN = 4L << 10;

  /** Large enough for one write call, small enough that a half-filled last one does not matter. */
  private static final long BLOCK_BYTES_MAX = 1L << 20;

  private final BufferPool pool;
  private final List<ArrowBuf> blocks = new ArrayList<>();
  private long lastBlockBytes;
  private long byteCount;

  PageStore(BufferPool pool) {
    this.pool = pool;
  }

  void append(long from, long moreBytes) {
    long done = 0;
    while (done < moreBytes) {
      ArrowBuf block = blockWithRoom();
      long part = Math.min(moreBytes - done, block.capacity() - lastBlockBytes);
      Memory.copy(from + done, block.memoryAddress() + lastBlockBytes, part);
      count(part);
      done += part;
    }
  }

  void append(byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      ArrowBuf block = blockWithRoom();
      int part = (int) Math.min(bytes.length - done, block.capacity() - lastBlockBytes);
      Memory.writeBytes(bytes, done, part, block.memoryAddress() + lastBlockBytes);
      count(part);
      done += part;
    }
  }

  long byteCount() {
    return byteCount;
  }

  int blockCount() {
    return blocks.size();
  }

  long blockAddress(int index) {
    return blocks.get(index).memoryAddress();
  }

  int blockBytes(int index) {
    return (int) (index == blocks.size() - 1 ? lastBlockBytes : blocks.get(index).capacity());
  }

  void release() {
    blocks.forEach(pool::give);
    blocks.clear();
    lastBlockBytes = 0;
    byteCount = 0;
  }

  private ArrowBuf blockWithRoom() {
    if (blocks.isEmpty() || lastBlockBytes == blocks.getLast().capacity()) {
      blocks.add(pool.take(Math.clamp(byteCount, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX)));
      lastBlockBytes = 0;
    }
    return blocks.getLast();
  }

  private void count(long part) {
    lastBlockBytes += part;
    byteCount += part;
  }
}
