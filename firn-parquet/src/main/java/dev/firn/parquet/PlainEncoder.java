package dev.firn.parquet;

/** Appends the values of a workspace to a page in plain encoding (Parquet's PLAIN). */
enum PlainEncoder {
  INTS {
    @Override
    void encode(Workspace workspace, int count, GrowableBuffer to) {
      Memory.writeInts(workspace.ints, count, to.reserve((long) count * Integer.BYTES));
      to.advance((long) count * Integer.BYTES);
    }
  },
  LONGS {
    @Override
    void encode(Workspace workspace, int count, GrowableBuffer to) {
      Memory.writeLongs(workspace.longs, count, to.reserve((long) count * Long.BYTES));
      to.advance((long) count * Long.BYTES);
    }
  },
  /** Byte strings, each behind its length. */
  BYTES {
    @Override
    void encode(Workspace workspace, int count, GrowableBuffer to) {
      long byteCount = sum(workspace.lengths, count) + (long) count * Integer.BYTES;
      copyWithLengths(workspace.starts, workspace.lengths, count, to.reserve(byteCount));
      to.advance(byteCount);
    }
  },
  /** Byte strings of one length. */
  FIXED {
    @Override
    void encode(Workspace workspace, int count, GrowableBuffer to) {
      long byteCount = sum(workspace.lengths, count);
      copy(workspace.starts, workspace.lengths, count, to.reserve(byteCount));
      to.advance(byteCount);
    }
  };

  abstract void encode(Workspace workspace, int count, GrowableBuffer to);

  static long sum(int[] lengths, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += lengths[i];
    }
    return sum;
  }

  private static void copyWithLengths(long[] starts, int[] lengths, int count, long to) {
    long at = to;
    for (int i = 0; i < count; i++) {
      Memory.writeInt(at, lengths[i]);
      Memory.copyValue(starts[i], at + Integer.BYTES, lengths[i]);
      at += Integer.BYTES + lengths[i];
    }
  }

  private static void copy(long[] starts, int[] lengths, int count, long to) {
    long at = to;
    for (int i = 0; i < count; i++) {
      Memory.copyValue(starts[i], at, lengths[i]);
      at += lengths[i];
    }
  }
}
