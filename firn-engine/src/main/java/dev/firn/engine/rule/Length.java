package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/** length(): the code points of texts, the bytes of binary. */
final class Length {
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;

  private Length() {}

  static Values ofText(Values texts) {
    return new OfText(texts, new Buffer.Longs());
  }

  static Values ofBinary(Values binary) {
    return new OfBinary(binary, new Buffer.Longs());
  }

  private record OfText(Values texts, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Bytes bytes = (Buffer.Bytes) texts.evaluate(frame);
      System.arraycopy(bytes.states(), 0, buffer.states(), 0, frame.count());
      for (int i = 0; i < frame.count(); i++) {
        if (buffer.states()[i] == Truth.PRESENT) {
          buffer.values()[i] = codePoints(bytes.memory(), bytes.starts()[i], bytes.ends()[i]);
        }
      }
      return buffer;
    }
  }

  /** Every byte that does not continue a character begins one. */
  static int codePoints(MemorySegment memory, int start, int end) {
    int count = end - start;
    int at = start;
    for (; at <= end - 8; at += 8) {
      long bytes = memory.get(VectorMemory.LONG, at);
      // A byte that continues has its high bit set and the next one not.
      count -= Long.bitCount((bytes >>> 7) & ~(bytes >>> 6) & LOW_BITS);
    }
    for (; at < end; at++) {
      count -= (memory.get(VectorMemory.BYTE, at) & 0xC0) == 0x80 ? 1 : 0;
    }
    return count;
  }

  private record OfBinary(Values binary, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Bytes bytes = (Buffer.Bytes) binary.evaluate(frame);
      System.arraycopy(bytes.states(), 0, buffer.states(), 0, frame.count());
      for (int i = 0; i < frame.count(); i++) {
        int valueBytes = bytes.ends()[i] - bytes.starts()[i];
        buffer.values()[i] = valueBytes;
      }
      return buffer;
    }
  }
}
