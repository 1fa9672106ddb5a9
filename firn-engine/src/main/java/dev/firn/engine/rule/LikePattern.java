package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A LIKE pattern over UTF-8 bytes. Matching goes on from the last {@code %} when it is stuck, one
 * byte further: bytes of a character never match within another one.
 */
final class LikePattern {
  /** Any one character: {@code _}. */
  private static final int ANY_CHARACTER = -1;

  /** Any characters, or none: {@code %}. */
  private static final int ANY_TEXT = -2;

  private final int[] tokens;

  private LikePattern(int[] tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a pattern.
   *
   * @param escape the character that makes the next one, a wildcard or itself, stand for itself
   * @return the place of the escape that is followed by something else, if one is; see {@link #of}
   */
  static OptionalInt wrongEscape(String pattern, OptionalInt escape) {
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (isEscape(points[i], escape)) {
        boolean stands =
            i + 1 < points.length
                && (points[i + 1] == '%'
                    || points[i + 1] == '_'
                    || isEscape(points[i + 1], escape));
        if (!stands) {
          return OptionalInt.of(i);
        }
        i++;
      }
    }
    return OptionalInt.empty();
  }

  /** Reads a pattern whose escapes are right. */
  static LikePattern of(String pattern, OptionalInt escape) {
    List<Integer> tokens = new ArrayList<>();
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (isEscape(points[i], escape)) {
        addCharacter(points[++i], tokens);
      } else if (points[i] == '_') {
        tokens.add(ANY_CHARACTER);
      } else if (points[i] != '%') {
        addCharacter(points[i], tokens);
      } else if (tokens.isEmpty() || tokens.getLast() != ANY_TEXT) {
        tokens.add(ANY_TEXT);
      }
    }
    return new LikePattern(tokens.stream().mapToInt(Integer::intValue).toArray());
  }

  private static boolean isEscape(int point, OptionalInt escape) {
    return escape.isPresent() && point == escape.getAsInt();
  }

  private static void addCharacter(int point, List<Integer> tokens) {
    for (byte each : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      tokens.add(each & 0xFF);
    }
  }

  /** Whether texts match. */
  Condition matching(Values texts) {
    return new Matching(texts, tokens);
  }

  private static final class Matching implements Condition {
    private final Values texts;
    private final int[] tokens;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Matching(Values texts, int[] tokens) {
      this.texts = texts;
      this.tokens = tokens;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      Buffer.Bytes bytes = (Buffer.Bytes) texts.evaluate(frame);
      MemorySegment memory = bytes.memory();
      for (int i = 0; i < frame.count(); i++) {
        byte state = bytes.states()[i];
        if (state == Truth.PRESENT) {
          boolean matches = matches(tokens, memory, bytes.starts()[i], bytes.ends()[i]);
          truths[i] = matches ? Truth.TRUE : Truth.FALSE;
        } else {
          truths[i] = state;
        }
      }
      return truths;
    }
  }

  /** Visible for its test, which compares it with a plain model. */
  static boolean matches(int[] tokens, MemorySegment memory, int start, int end) {
    int at = start;
    int token = 0;
    int resumeToken = -1;
    int resumeAt = -1;
    while (at < end) {
      int wanted = token < tokens.length ? tokens[token] : ANY_TEXT - 1;
      int next = wanted == ANY_CHARACTER ? afterCharacter(memory, at, end) : at + 1;
      if (wanted == ANY_TEXT) {
        resumeToken = ++token;
        if (token == tokens.length) {
          return true;
        }
        at = firstCandidate(tokens[token], memory, at, end);
        resumeAt = at;
      } else if (wanted == ANY_CHARACTER
          ? next > at
          : (memory.get(VectorMemory.BYTE, at) & 0xFF) == wanted) {
        at = next;
        token++;
      } else if (resumeToken < 0) {
        return false;
      } else {
        token = resumeToken;
        resumeAt = firstCandidate(tokens[token], memory, resumeAt + 1, end);
        at = resumeAt;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_TEXT) {
      token++;
    }
    return token == tokens.length;
  }

  /** Where what follows a {@code %} may begin at the earliest. */
  private static int firstCandidate(int wanted, MemorySegment memory, int start, int end) {
    return wanted < 0 ? start : ByteRanges.indexOf(memory, wanted, start, end);
  }

  /** Behind the character that begins here; here, if none does. */
  private static int afterCharacter(MemorySegment memory, int at, int end) {
    if (continuesCharacter(memory, at)) {
      return at;
    }
    int after = at + 1;
    while (after < end && continuesCharacter(memory, after)) {
      after++;
    }
    return after;
  }

  private static boolean continuesCharacter(MemorySegment memory, int at) {
    return (memory.get(VectorMemory.BYTE, at) & 0xC0) == 0x80;
  }
}
