package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;

/**
 * Well-formed UTF-8 by the Unicode standard's table 3-7: shortest forms only, no surrogates,
 * nothing above U+10FFFF.
 */
final class Utf8 {
  private static final long NON_ASCII = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /** Where the first byte that is not ASCII stands; {@code end} if there is none. */
  static int skipAscii(MemorySegment bytes, int start, int end) {
    int at = start;
    while (at <= end - 8 && (bytes.get(LONG, at) & NON_ASCII) == 0) {
      at += 8;
    }
    while (at < end && bytes.get(BYTE, at) >= 0) {
      at++;
    }
    return at;
  }

  /** Where the first character that is not well-formed starts; -1 if all are. */
  static int invalidAt(MemorySegment bytes, int start, int end) {
    int at = skipAscii(bytes, start, end);
    while (at < end) {
      int length = characterBytes(bytes, at, end);
      if (length == 0) {
        return at;
      }
      at += length;
      if (at < end && bytes.get(BYTE, at) >= 0) {
        at = skipAscii(bytes, at, end);
      }
    }
    return -1;
  }

  /** The bytes of the character of more than one byte that starts here; 0 if it is malformed. */
  private static int characterBytes(MemorySegment bytes, int at, int end) {
    int lead = bytes.get(BYTE, at) & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + length > end || !isSecond(lead, bytes.get(BYTE, at + 1) & 0xFF)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes.get(BYTE, at + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The second byte's range is narrower after some leads: that is where the bad ones hide. */
  private static boolean isSecond(int lead, int second) {
    return switch (lead) {
      case 0xE0 -> second >= 0xA0 && second <= 0xBF;
      case 0xED -> second >= 0x80 && second <= 0x9F;
      case 0xF0 -> second >= 0x90 && second <= 0xBF;
      case 0xF4 -> second >= 0x80 && second <= 0x8F;
      default -> second >= 0x80 && second <= 0xBF;
    };
  }
}
