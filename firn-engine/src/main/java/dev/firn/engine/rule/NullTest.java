package dev.firn.engine.rule;

/** IS NULL. What cannot be evaluated is not known to be null. */
final class NullTest {
  private NullTest() {}

  static Condition ofCondition(Condition term) {
    byte[] truths = new byte[Frame.POSITIONS_MAX];
    return frame -> test(term.evaluate(frame), frame.count(), truths);
  }

  static Condition ofValues(Values values) {
    byte[] truths = new byte[Frame.POSITIONS_MAX];
    return frame -> test(values.evaluate(frame).states(), frame.count(), truths);
  }

  /** Of a column of any type. */
  static Condition ofColumn(ColumnPath path) {
    byte[] states = new byte[Frame.POSITIONS_MAX];
    byte[] truths = new byte[Frame.POSITIONS_MAX];
    return frame -> {
      path.readStates(frame, states);
      return test(states, frame.count(), truths);
    };
  }

  private static byte[] test(byte[] states, int count, byte[] truths) {
    for (int i = 0; i < count; i++) {
      byte state = states[i];
      truths[i] = state > Truth.NULL ? state : (byte) (state >> 1);
    }
    return truths;
  }
}
