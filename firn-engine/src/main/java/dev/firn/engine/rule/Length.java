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
      count -= continuing(memory.get(VectorMemory.LONG, at));
    }
    return at == end ? count : count - continuing(ByteRanges.upTo8(memory, at, end - at));
  }

  /** How many of eight bytes continue a character: the high bit is set and the next one not. */
  private static int continuing(long bytes) {
    return Long.bitCount((bytes >>> 7) & ~(bytes >>> 6) & LOW_BITS);
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
