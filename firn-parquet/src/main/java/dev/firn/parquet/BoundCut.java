package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How long bounds are shortened: a lower bound to a prefix, an upper bound to the smallest value of
 * its length that is above everything with the same prefix. Where there is none (all 0xFF), the
 * bound stays whole.
 */
enum BoundCut {
  /** Numbers and identifiers: a shortened one would be none. */
  NONE,
  /** At a character's edge, and upper bounds stay valid UTF-8. */
  UTF8,
  BINARY;

  byte[] lower(byte[] bound, int bytesMax) {
    if (bound.length <= bytesMax) {
      return bound;
    }
    return switch (this) {
      case NONE -> bound;
      case BINARY -> Arrays.copyOf(bound, bytesMax);
      case UTF8 -> Arrays.copyOf(bound, characterEdge(bound, bytesMax));
    };
  }

  byte[] upper(byte[] bound, int bytesMax) {
    if (bound.length <= bytesMax) {
      return bound;
    }
    return switch (this) {
      case NONE -> bound;
      case BINARY -> incrementBytes(bound, bytesMax);
      case UTF8 -> incrementCharacter(bound, bytesMax);
    };
  }

  private static byte[] incrementBytes(byte[] bound, int bytesMax) {
    for (int last = bytesMax - 1; last >= 0; last--) {
      if (bound[last] != (byte) 0xff) {
        byte[] cut = Arrays.copyOf(bound, last + 1);
        cut[last]++;
        return cut;
      }
    }
    return bound;
  }

  private static byte[] incrementCharacter(byte[] bound, int bytesMax) {
    CharBuffer decoded;
    try {
      ByteBuffer prefix = ByteBuffer.wrap(bound, 0, characterEdge(bound, bytesMax));
      decoded = StandardCharsets.UTF_8.newDecoder().decode(prefix);
    } catch (CharacterCodingException e) {
      return incrementBytes(bound, bytesMax); // not UTF-8 after all: still a correct bound
    }
    int[] characters = decoded.toString().codePoints().toArray();
    for (int last = characters.length - 1; last >= 0; last--) {
      int next = characters[last] + 1;
      if (next == Character.MIN_SURROGATE) {
        next = Character.MAX_SURROGATE + 1;
      }
      if (next <= Character.MAX_CODE_POINT) {
        characters[last] = next;
        return new String(characters, 0, last + 1).getBytes(StandardCharsets.UTF_8);
      }
    }
    return bound;
  }

  /** The last place up to {@code bytesMax} where no character is torn; 0 if the first is longer. */
  private static int characterEdge(byte[] bytes, int bytesMax) {
    int edge = bytesMax;
    while (edge > 0 && (bytes[edge] & 0xc0) == 0x80) {
      edge--;
    }
    return edge;
  }
}
