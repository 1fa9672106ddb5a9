package dev.firn.engine.rule;

import java.util.Arrays;
import java.util.List;

/** What is made of truths: AND, OR, NOT, and the numbers that booleans are compared by. */
final class Logic {
  private Logic() {}

  /** All must be true. */
  static Condition and(List<Condition> terms) {
    return new Junction(terms, Truth.AND);
  }

  /** One must be true. */
  static Condition or(List<Condition> terms) {
    return new Junction(terms, Truth.OR);
  }

  static Condition not(Condition term) {
    return new Not(term);
  }

  /** The same truth at every position. */
  static Condition constant(byte truth) {
    byte[] truths = new byte[Frame.POSITIONS_MAX];
    Arrays.fill(truths, truth);
    return new Same(truths);
  }

  /** False is 0, true is 1. */
  static Values numbers(Condition term) {
    return new Numbers(term, new Buffer.Longs());
  }

  private static final class Same implements Condition {
    private final byte[] truths;

    Same(byte[] truths) {
      this.truths = truths;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      return truths;
    }
  }

  private static final class Junction implements Condition {
    private final List<Condition> terms;
    private final byte[] table;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Junction(List<Condition> terms, byte[] table) {
      this.terms = terms;
      this.table = table;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      System.arraycopy(terms.getFirst().evaluate(frame), 0, truths, 0, frame.count());
      for (int term = 1; term < terms.size(); term++) {
        join(truths, terms.get(term).evaluate(frame), table, frame.count());
      }
      return truths;
    }

    private static void join(byte[] to, byte[] from, byte[] table, int count) {
      for (int i = 0; i < count; i++) {
        to[i] = table[Truth.pair(to[i], from[i])];
      }
    }
  }

  private static final class Not implements Condition {
    private final Condition term;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Not(Condition term) {
      this.term = term;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      byte[] positive = term.evaluate(frame);
      for (int i = 0; i < frame.count(); i++) {
        truths[i] = positive[i] >= Truth.NULL ? positive[i] : (byte) (positive[i] ^ 1);
      }
      return truths;
    }
  }

  private record Numbers(Condition term, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      byte[] truths = term.evaluate(frame);
      for (int i = 0; i < frame.count(); i++) {
        buffer.values()[i] = truths[i];
        buffer.states()[i] = truths[i] >= Truth.NULL ? truths[i] : Truth.PRESENT;
      }
      return buffer;
    }
  }
}
