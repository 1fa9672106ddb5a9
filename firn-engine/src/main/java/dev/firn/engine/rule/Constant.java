package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;

/** A literal, or what was computed of literals alone: the same value at every position. */
record Constant(Buffer buffer) implements Values {
  private static final int HALF_BITS = 64;

  static Constant of(long value) {
    Buffer.Longs longs = new Buffer.Longs();
    Arrays.fill(longs.values(), value);
    return new Constant(longs);
  }

  static Constant of(double value) {
    Buffer.Doubles doubles = new Buffer.Doubles();
    Arrays.fill(doubles.values(), value);
    return new Constant(doubles);
  }

  /** A scaled decimal of 128 bits. */
  static Constant of(BigInteger unscaled) {
    Buffer.Wides wides = new Buffer.Wides();
    Arrays.fill(wides.high(), unscaled.shiftRight(HALF_BITS).longValue());
    Arrays.fill(wides.low(), unscaled.longValue());
    return new Constant(wides);
  }

  /** Text or binary; off the heap, as the columns it is compared with. */
  static Constant of(byte[] value) {
    // Eight bytes more, so that the end of the value can be read at once.
    MemorySegment memory = Arena.ofAuto().allocate(value.length + 8L);
    MemorySegment.copy(value, 0, memory, VectorMemory.BYTE, 0, value.length);
    Buffer.Bytes bytes = new Buffer.Bytes();
    bytes.readFrom(memory);
    Arrays.fill(bytes.ends(), value.length);
    return new Constant(bytes);
  }

  static Constant ofNull(Kind kind) {
    Buffer buffer = kind.buffer();
    Arrays.fill(buffer.states(), Truth.NULL);
    return new Constant(buffer);
  }

  /** The state of the value. */
  byte state() {
    return buffer.states()[0];
  }

  @Override
  public Buffer evaluate(Frame frame) {
    return buffer;
  }
}
