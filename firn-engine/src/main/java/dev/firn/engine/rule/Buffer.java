package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/**
 * The values of an operand at the positions of a frame. Where the state is not {@link
 * Truth#PRESENT}, the value is anything. Its owner writes over it at the next frame.
 */
sealed interface Buffer {
  /** Results of {@link #order}. */
  byte LESS = 0;

  byte EQUAL = 1;
  byte GREATER = 2;

  /** One of both is no number. */
  byte UNORDERED = 3;

  /** Of each position: present, null, or why it could not be evaluated. */
  byte[] states();

  /** Compares with another buffer of the same kind, position by position. */
  void order(Buffer other, int count, byte[] order);

  /** Copies values of another buffer of the same kind: {@code indexes} says which. */
  void gather(Buffer other, int[] indexes, int count);

  private static void gatherStates(Buffer from, Buffer to, int[] indexes, int count) {
    byte[] fromStates = from.states();
    byte[] toStates = to.states();
    for (int i = 0; i < count; i++) {
      toStates[i] = fromStates[indexes[i]];
    }
  }

  /** Integers, scaled decimals of at most 18 digits, days, instants. */
  final class Longs implements Buffer {
    private final long[] values = new long[Frame.POSITIONS_MAX];
    private final byte[] states = new byte[Frame.POSITIONS_MAX];

    long[] values() {
      return values;
    }

    @Override
    public byte[] states() {
      return states;
    }

    @Override
    public void order(Buffer other, int count, byte[] order) {
      long[] others = ((Longs) other).values;
      for (int i = 0; i < count; i++) {
        long left = values[i];
        long right = others[i];
        order[i] = left < right ? LESS : left > right ? GREATER : EQUAL;
      }
    }

    @Override
    public void gather(Buffer other, int[] indexes, int count) {
      long[] others = ((Longs) other).values;
      for (int i = 0; i < count; i++) {
        values[i] = others[indexes[i]];
      }
      gatherStates(other, this, indexes, count);
    }
  }

  /** Floats and doubles. */
  final class Doubles implements Buffer {
    private final double[] values = new double[Frame.POSITIONS_MAX];
    private final byte[] states = new byte[Frame.POSITIONS_MAX];

    double[] values() {
      return values;
    }

    @Override
    public byte[] states() {
      return states;
    }

    @Override
    public void order(Buffer other, int count, byte[] order) {
      double[] others = ((Doubles) other).values;
      for (int i = 0; i < count; i++) {
        double left = values[i];
        double right = others[i];
        order[i] = left < right ? LESS : left > right ? GREATER : left == right ? EQUAL : UNORDERED;
      }
    }

    @Override
    public void gather(Buffer other, int[] indexes, int count) {
      double[] others = ((Doubles) other).values;
      for (int i = 0; i < count; i++) {
        values[i] = others[indexes[i]];
      }
      gatherStates(other, this, indexes, count);
    }
  }

  /** Scaled decimals of up to 38 digits: 128 bits, two's complement, in two halves. */
  final class Wides implements Buffer {
    private final long[] high = new long[Frame.POSITIONS_MAX];
    private final long[] low = new long[Frame.POSITIONS_MAX];
    private final byte[] states = new byte[Frame.POSITIONS_MAX];

    long[] high() {
      return high;
    }

    long[] low() {
      return low;
    }

    @Override
    public byte[] states() {
      return states;
    }

    @Override
    public void order(Buffer other, int count, byte[] order) {
      Wides others = (Wides) other;
      for (int i = 0; i < count; i++) {
        int byHigh = Long.compare(high[i], others.high[i]);
        int byLow = Long.compareUnsigned(low[i], others.low[i]);
        order[i] = (byte) (Integer.signum(byHigh != 0 ? byHigh : byLow) + 1);
      }
    }

    @Override
    public void gather(Buffer other, int[] indexes, int count) {
      Wides others = (Wides) other;
      for (int i = 0; i < count; i++) {
        high[i] = others.high[indexes[i]];
        low[i] = others.low[indexes[i]];
      }
      gatherStates(other, this, indexes, count);
    }
  }

  /** Text and binary, which stay where they are: each value is a range of {@link #memory}. */
  final class Bytes implements Buffer {
    private final int[] starts = new int[Frame.POSITIONS_MAX];
    private final int[] ends = new int[Frame.POSITIONS_MAX];
    private final byte[] states = new byte[Frame.POSITIONS_MAX];
    private MemorySegment memory = MemorySegment.NULL;

    void readFrom(MemorySegment newMemory) {
      memory = newMemory;
    }

    MemorySegment memory() {
      return memory;
    }

    int[] starts() {
      return starts;
    }

    int[] ends() {
      return ends;
    }

    @Override
    public byte[] states() {
      return states;
    }

    @Override
    public void order(Buffer other, int count, byte[] order) {
      Bytes others = (Bytes) other;
      for (int i = 0; i < count; i++) {
        if (states[i] == Truth.PRESENT && others.states[i] == Truth.PRESENT) {
          int sign =
              ByteRanges.compare(
                  memory, starts[i], ends[i], others.memory, others.starts[i], others.ends[i]);
          order[i] = (byte) (Integer.signum(sign) + 1);
        }
      }
    }

    @Override
    public void gather(Buffer other, int[] indexes, int count) {
      Bytes others = (Bytes) other;
      memory = others.memory;
      for (int i = 0; i < count; i++) {
        starts[i] = others.starts[indexes[i]];
        ends[i] = others.ends[indexes[i]];
      }
      gatherStates(other, this, indexes, count);
    }

    /** The bytes of one value, for messages. */
    byte[] at(int index) {
      byte[] bytes = new byte[ends[index] - starts[index]];
      MemorySegment.copy(memory, VectorMemory.BYTE, starts[index], bytes, 0, bytes.length);
      return bytes;
    }
  }
}
