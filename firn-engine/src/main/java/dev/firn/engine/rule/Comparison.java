package dev.firn.engine.rule;

/** Comparisons of two operands of the same kind. */
enum Comparison {
  EQUAL(false, true, false, false),
  NOT_EQUAL(true, false, true, true),
  LESS(true, false, false, false),
  LESS_OR_EQUAL(true, true, false, false),
  GREATER(false, false, true, false),
  GREATER_OR_EQUAL(false, true, true, false);

  /** Truths by what {@link Buffer#order} says; a NaN differs from every number, itself too. */
  @SuppressWarnings("ImmutableEnumChecker") // Never written to.
  private final byte[] truthsByOrder;

  Comparison(boolean less, boolean equal, boolean greater, boolean unordered) {
    truthsByOrder = new byte[] {code(less), code(equal), code(greater), code(unordered)};
  }

  private static byte code(boolean isTrue) {
    return isTrue ? Truth.TRUE : Truth.FALSE;
  }

  Condition of(Values left, Values right) {
    if (this == EQUAL || this == NOT_EQUAL) {
      return new Equality(left, right, truthsByOrder);
    }
    return new Ordering(left, right, truthsByOrder);
  }

  /** Whether the value lies between two others, both included. */
  static Condition between(Values value, Values min, Values max) {
    return new Between(value, min, max);
  }

  /** IS DISTINCT FROM: null is not distinct from null, nor NaN from NaN. */
  static Condition distinct(Values left, Values right) {
    return new Distinct(left, right);
  }

  /** Makes truths of orders, where both operands are there. */
  private static void judge(
      byte[] truths, byte[] truthsByOrder, byte[] leftStates, byte[] rightStates, int count) {
    for (int i = 0; i < count; i++) {
      int truth = truthsByOrder[truths[i] & 3];
      truths[i] = (byte) Math.max(truth, Math.max(leftStates[i], rightStates[i]));
    }
  }

  private static final class Ordering implements Condition {
    private final Values left;
    private final Values right;
    private final byte[] truthsByOrder;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Ordering(Values left, Values right, byte[] truthsByOrder) {
      this.left = left;
      this.right = right;
      this.truthsByOrder = truthsByOrder;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      Buffer leftBuffer = left.evaluate(frame);
      Buffer rightBuffer = right.evaluate(frame);
      leftBuffer.order(rightBuffer, frame.count(), truths);
      judge(truths, truthsByOrder, leftBuffer.states(), rightBuffer.states(), frame.count());
      return truths;
    }
  }

  /** Apart from ordering, because texts of different lengths are not equal without a look. */
  private static final class Equality implements Condition {
    private final Values left;
    private final Values right;
    private final byte[] truthsByOrder;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Equality(Values left, Values right, byte[] truthsByOrder) {
      this.left = left;
      this.right = right;
      this.truthsByOrder = truthsByOrder;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      Buffer leftBuffer = left.evaluate(frame);
      Buffer rightBuffer = right.evaluate(frame);
      match(leftBuffer, rightBuffer, frame.count(), truths);
      judge(truths, truthsByOrder, leftBuffer.states(), rightBuffer.states(), frame.count());
      return truths;
    }
  }

  /** As {@link Buffer#order}, but only right about being equal. */
  static void match(Buffer left, Buffer right, int count, byte[] order) {
    if (left instanceof Buffer.Bytes leftBytes && right instanceof Buffer.Bytes rightBytes) {
      matchBytes(leftBytes, rightBytes, count, order);
    } else {
      left.order(right, count, order);
    }
  }

  private static void matchBytes(Buffer.Bytes left, Buffer.Bytes right, int count, byte[] order) {
    for (int i = 0; i < count; i++) {
      int start = left.starts()[i];
      int valueBytes = left.ends()[i] - start;
      int otherStart = right.starts()[i];
      boolean isEqual =
          valueBytes == right.ends()[i] - otherStart
              && (left.states()[i] | right.states()[i]) == Truth.PRESENT
              && ByteRanges.areEqual(left.memory(), start, right.memory(), otherStart, valueBytes);
      order[i] = isEqual ? Buffer.EQUAL : Buffer.LESS;
    }
  }

  private static final class Between implements Condition {
    private final Values value;
    private final Values min;
    private final Values max;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];
    private final byte[] below = new byte[Frame.POSITIONS_MAX];

    Between(Values value, Values min, Values max) {
      this.value = value;
      this.min = min;
      this.max = max;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      int count = frame.count();
      Buffer valueBuffer = value.evaluate(frame);
      Buffer minBuffer = min.evaluate(frame);
      Buffer maxBuffer = max.evaluate(frame);
      valueBuffer.order(minBuffer, count, truths);
      valueBuffer.order(maxBuffer, count, below);
      byte[] states = valueBuffer.states();
      judge(truths, GREATER_OR_EQUAL.truthsByOrder, states, minBuffer.states(), count);
      judge(below, LESS_OR_EQUAL.truthsByOrder, states, maxBuffer.states(), count);
      for (int i = 0; i < count; i++) {
        truths[i] = Truth.AND[Truth.pair(truths[i], below[i])];
      }
      return truths;
    }
  }

  private static final class Distinct implements Condition {
    private final Values left;
    private final Values right;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Distinct(Values left, Values right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      Buffer leftBuffer = left.evaluate(frame);
      Buffer rightBuffer = right.evaluate(frame);
      match(leftBuffer, rightBuffer, frame.count(), truths);
      for (int i = 0; i < frame.count(); i++) {
        truths[i] = truth(leftBuffer, rightBuffer, i, truths[i]);
      }
      return truths;
    }

    private static byte truth(Buffer left, Buffer right, int index, byte order) {
      byte leftState = left.states()[index];
      byte rightState = right.states()[index];
      if (leftState > Truth.NULL || rightState > Truth.NULL) {
        return (byte) Math.max(leftState, rightState);
      }
      if (leftState == Truth.NULL || rightState == Truth.NULL) {
        return leftState == rightState ? Truth.FALSE : Truth.TRUE;
      }
      if (order == Buffer.UNORDERED) {
        return areBothNan((Buffer.Doubles) left, (Buffer.Doubles) right, index)
            ? Truth.FALSE
            : Truth.TRUE;
      }
      return order == Buffer.EQUAL ? Truth.FALSE : Truth.TRUE;
    }

    private static boolean areBothNan(Buffer.Doubles left, Buffer.Doubles right, int index) {
      return Double.isNaN(left.values()[index]) && Double.isNaN(right.values()[index]);
    }
  }
}
