package dev.firn.input.convert;

import java.util.Arrays;

/**
 * Base64 in characters (RFC 4648, section 4): the standard alphabet, padded, without line breaks,
 * and no bits set that no byte takes. So every value has exactly one text.
 *
 * <p>Threads: one at a time; holds the bytes of the last value.
 */
final class Base64Text {
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int value = 0; value < alphabet.length(); value++) {
      VALUES[alphabet.charAt(value)] = (byte) value;
    }
  }

  private byte[] bytes = new byte[64];

  /** The bytes of the last value that was read. */
  byte[] bytes() {
    return bytes;
  }

  /** Reads a value; gives the number of its bytes, or -1 if the text is not base64. */
  int read(char[] text, int from, int length) {
    if (length % 4 != 0) {
      return -1;
    }
    int padding = padding(text, from, length);
    int byteCount = length / 4 * 3 - padding;
    if (bytes.length < byteCount) {
      bytes = new byte[byteCount + (byteCount >> 1)];
    }
    int digits = length - padding;
    int to = 0;
    int invalid = 0;
    int bits = 0;
    for (int at = 0; at < digits; at++) {
      char each = text[from + at];
      int value = each < VALUES.length ? VALUES[each] : -1;
      invalid |= value;
      bits = (bits << 6) | (value & 0x3F);
      if (at % 4 != 0) {
        bytes[to++] = (byte) (bits >> (6 - at % 4 * 2));
      }
    }
    return invalid < 0 || hasSpareBits(bits, padding) ? -1 : byteCount;
  }

  private static int padding(char[] text, int from, int length) {
    if (length == 0 || text[from + length - 1] != '=') {
      return 0;
    }
    return text[from + length - 2] == '=' ? 2 : 1;
  }

  private static boolean hasSpareBits(int bits, int padding) {
    return padding > 0 && (bits & ((1 << (padding * 2)) - 1)) != 0;
  }
}
