package dev.firn.engine.rule;

/** What belongs to a list's row, repeated for each of the list's elements. */
final class Outer {
  private Outer() {}

  static Values of(Values values, Kind kind) {
    return new OfValues(values, kind.buffer());
  }

  static Condition of(Condition condition) {
    return new OfCondition(condition);
  }

  private record OfValues(Values values, Buffer buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      buffer.gather(values.evaluate(frame.outer()), frame.parents(), frame.count());
      return buffer;
    }
  }

  private static final class OfCondition implements Condition {
    private final Condition condition;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    OfCondition(Condition condition) {
      this.condition = condition;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      byte[] outer = condition.evaluate(frame.outer());
      int[] parents = frame.parents();
      for (int i = 0; i < frame.count(); i++) {
        truths[i] = outer[parents[i]];
      }
      return truths;
    }
  }
}
