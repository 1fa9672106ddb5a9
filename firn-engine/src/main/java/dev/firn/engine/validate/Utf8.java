package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;

/**
 * Well-formed UTF-8 by the Unicode standard's table 3-7: shortest forms only, no surrogates,
 * nothing above U+10FFFF. An automaton that takes a byte by one look-up and one shift: each entry
 * of its table holds the next state of every state, six bits each, and a state is its place there.
 */
final class Utf8 {
  private static final long NON_ASCII = 0x8080_8080_8080_8080L;
  private static final int STATE_BITS = 6;
  private static final long STATE_MASK = (1L << STATE_BITS) - 1;

  /** Between characters; the only state in which text may end. */
  private static final int BETWEEN = 0;

  private static final int ONE_MORE = 1;
  private static final int TWO_MORE = 2;
  private static final int THREE_MORE = 3;

  // After these leads the second byte's range is narrower: that is where the bad ones hide.
  private static final int AFTER_E0 = 4;
  private static final int AFTER_ED = 5;
  private static final int AFTER_F0 = 6;
  private static final int AFTER_F4 = 7;

  /** Never left again. */
  private static final int MALFORMED = 8;

  private static final long[] NEXT = table();

  private Utf8() {}

  private static long[] table() {
    long[] table = new long[256];
    for (int value = 0; value < table.length; value++) {
      for (int state = BETWEEN; state <= MALFORMED; state++) {
        long next = (long) next(state, value) * STATE_BITS;
        table[value] |= next << (state * STATE_BITS);
      }
    }
    return table;
  }

  private static int next(int state, int value) {
    return switch (state) {
      case BETWEEN -> afterLead(value);
      case ONE_MORE -> within(value, 0x80, 0xBF, BETWEEN);
      case TWO_MORE -> within(value, 0x80, 0xBF, ONE_MORE);
      case THREE_MORE -> within(value, 0x80, 0xBF, TWO_MORE);
      case AFTER_E0 -> within(value, 0xA0, 0xBF, ONE_MORE);
      case AFTER_ED -> within(value, 0x80, 0x9F, ONE_MORE);
      case AFTER_F0 -> within(value, 0x90, 0xBF, TWO_MORE);
      case AFTER_F4 -> within(value, 0x80, 0x8F, TWO_MORE);
      default -> MALFORMED;
    };
  }

  private static int afterLead(int lead) {
    if (lead < 0x80) {
      return BETWEEN;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return MALFORMED;
    }
    return switch (lead) {
      case 0xE0 -> AFTER_E0;
      case 0xED -> AFTER_ED;
      case 0xF0 -> AFTER_F0;
      case 0xF4 -> AFTER_F4;
      default -> lead < 0xE0 ? ONE_MORE : lead < 0xF0 ? TWO_MORE : THREE_MORE;
    };
  }

  private static int within(int value, int min, int max, int next) {
    return value >= min && value <= max ? next : MALFORMED;
  }

  /** Whether all bytes are ASCII. */
  static boolean isAscii(MemorySegment bytes, int start, int end) {
    int at = start;
    while (at <= end - 8 && (bytes.get(LONG, at) & NON_ASCII) == 0) {
      at += 8;
    }
    while (at < end && bytes.get(BYTE, at) >= 0) {
      at++;
    }
    return at == end;
  }

  /** Whether all bytes together are characters. */
  static boolean isValid(MemorySegment bytes, int start, int end) {
    long[] next = NEXT;
    long state = BETWEEN;
    int at = start;
    for (; at <= end - 8; at += 8) {
      long eight = bytes.get(LONG, at);
      if ((eight & NON_ASCII) != 0 || (state & STATE_MASK) != BETWEEN) {
        // A shift of a long looks at six bits of its distance, so states need no mask.
        state = next[(int) (eight & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 8) & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 16) & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 24) & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 32) & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 40) & 0xFF)] >>> state;
        state = next[(int) ((eight >>> 48) & 0xFF)] >>> state;
        state = next[(int) (eight >>> 56)] >>> state;
      }
    }
    for (; at < end; at++) {
      state = next[bytes.get(BYTE, at) & 0xFF] >>> state;
    }
    return (state & STATE_MASK) == BETWEEN;
  }
}
