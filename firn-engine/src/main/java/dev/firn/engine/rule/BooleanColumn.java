package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/** A column of booleans, one bit a value. */
final class BooleanColumn implements Condition {
  private final ColumnPath path;
  private final byte[] truths = new byte[Frame.POSITIONS_MAX];

  BooleanColumn(ColumnPath path) {
    this.path = path;
  }

  @Override
  public byte[] evaluate(Frame frame) {
    path.readStates(frame, truths);
    addBits(path.data(), frame.from(), frame.count(), truths);
    return truths;
  }

  /** A null's bit is not looked at: null is greater than both. */
  private static void addBits(MemorySegment bits, int from, int count, byte[] truths) {
    for (int i = 0; i < count; i++) {
      int position = from + i;
      int bit = bits.get(VectorMemory.BYTE, position >> 3) >> (position & 7) & 1;
      truths[i] = (byte) Math.max(truths[i], bit);
    }
  }
}
