package dev.firn.engine.validate;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** Malformed text made printable: ASCII as it is, every other byte in hexadecimal. */
final class FoundText {
  /** Enough to recognise the value by, short enough for a line. */
  private static final int BYTES_MAX = 32;

  private FoundText() {}

  static String of(MemorySegment bytes, int start, int end) {
    StringBuilder text = new StringBuilder("'");
    int shownEnd = Math.min(end, start + BYTES_MAX);
    for (int at = start; at < shownEnd; at++) {
      byte value = bytes.get(VectorMemory.BYTE, at);
      if (value >= ' ' && value < 0x7F) {
        text.append((char) value);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02X", value & 0xFF));
      }
    }
    text.append("'");
    return shownEnd == end ? text.toString() : text + "… of " + (end - start) + " bytes";
  }
}
