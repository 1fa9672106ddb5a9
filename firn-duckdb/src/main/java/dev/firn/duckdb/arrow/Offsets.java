package dev.firn.duckdb.arrow;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Offsets of variable-length values within one batch. */
final class Offsets {
  private Offsets() {}

  /** A new buffer of {@code count + 1} 32-bit offsets, to be closed by the caller. */
  static ArrowBuf narrowed(ArrowBuf wide, int count, BufferAllocator allocator, String path) {
    long bytes = (count + 1) * 4L;
    ArrowBuf narrow = allocator.buffer(bytes);
    try {
      narrow.setInt(0, 0);
      if (count > 0) {
        copy(wide, count, narrow, path);
      }
      narrow.writerIndex(bytes);
      return narrow;
    } catch (RuntimeException e) {
      narrow.close();
      throw e;
    }
  }

  private static void copy(ArrowBuf wide, int count, ArrowBuf narrow, String path) {
    for (int index = 0; index <= count; index++) {
      long offset = wide.getLong(index * 8L);
      if (offset < 0 || offset > Integer.MAX_VALUE) {
        throw new FirnException(
            ErrorCode.INPUT_UNREADABLE,
            "Column '"
                + path
                + "': expected less than 2 GiB of values in a batch, found an offset of "
                + offset
                + ". Write the source in smaller batches.");
      }
      narrow.setInt(index * 4L, (int) offset);
    }
  }
}
