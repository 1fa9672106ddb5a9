package dev.firn.engine.rule;

/**
 * SQL's three truth values and the two ways in which an expression has none, one byte each. The
 * codes from {@link #NULL} on also say the state of a number or a text that is not there, so that
 * the truth of a comparison is the greatest of its own and its operands' codes.
 */
final class Truth {
  static final byte FALSE = 0;
  static final byte TRUE = 1;
  static final byte NULL = 2;
  static final byte OVERFLOW = 3;
  static final byte DIVISION_BY_ZERO = 4;

  /** The state of a number or a text that is there. */
  static final byte PRESENT = 0;

  /** Codes fit three bits, so two of them are the index of a table of 64. */
  private static final int CODE_BITS = 3;

  private static final byte CODES = 5;

  /** False decides, then what cannot be evaluated, then null. */
  static final byte[] AND = table(FALSE, TRUE);

  /** True decides, then what cannot be evaluated, then null. */
  static final byte[] OR = table(TRUE, FALSE);

  private Truth() {}

  /** Whether a row with this outcome breaks the rule. */
  static boolean isBroken(byte truth) {
    return truth == FALSE || truth > NULL;
  }

  /** The place in {@link #AND} and {@link #OR} of two codes. */
  static int pair(byte left, byte right) {
    return (left << CODE_BITS) | right;
  }

  private static byte[] table(byte decisive, byte neutral) {
    byte[] table = new byte[1 << (2 * CODE_BITS)];
    for (byte left = 0; left < CODES; left++) {
      for (byte right = 0; right < CODES; right++) {
        table[pair(left, right)] = of(left, right, decisive, neutral);
      }
    }
    return table;
  }

  private static byte of(byte left, byte right, byte decisive, byte neutral) {
    if (left == decisive || right == decisive) {
      return decisive;
    }
    byte worst = left > right ? left : right;
    return worst >= NULL ? worst : neutral;
  }
}
