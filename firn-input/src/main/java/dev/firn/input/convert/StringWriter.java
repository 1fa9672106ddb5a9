package dev.firn.input.convert;

import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * Text as it is, nothing trimmed. Halves of surrogate pairs, which JSON's escapes can write, have
 * no UTF-8 and are refused; JSON's numbers and booleans are not text.
 */
final class StringWriter implements ScalarWriter {
  private static final int UTF8_BYTES_MAX = 3;

  private byte[] bytes = new byte[256];

  @Override
  public String expected() {
    return "a string of valid Unicode";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    int byteCount = encode(text, from, length);
    if (byteCount < 0) {
      writeDummy(to, index);
      return false;
    }
    ((VarCharVector) to).setSafe(index, bytes, 0, byteCount);
    return true;
  }

  private int encode(char[] text, int from, int length) {
    if (bytes.length < length) {
      bytes = new byte[length + (length >> 1)];
    }
    int ascii = encodeAscii(text, from, length, bytes);
    if (ascii == length) {
      return length;
    }
    long bytesMax = ascii + (long) (length - ascii) * UTF8_BYTES_MAX;
    if (bytes.length < bytesMax) {
      bytes = Arrays.copyOf(bytes, (int) bytesMax);
    }
    return encodeFrom(text, from + ascii, from + length, bytes, ascii);
  }

  /** Copies up to the first character that is not ASCII; gives the number of those copied. */
  private static int encodeAscii(char[] text, int from, int length, byte[] bytes) {
    for (int at = 0; at < length; at++) {
      char each = text[from + at];
      if (each >= 0x80) {
        return at;
      }
      bytes[at] = (byte) each;
    }
    return length;
  }

  private static int encodeFrom(char[] text, int from, int end, byte[] bytes, int start) {
    int to = start;
    for (int at = from; at < end; at++) {
      char each = text[at];
      if (each < 0x80) {
        bytes[to++] = (byte) each;
      } else if (each < 0x800) {
        bytes[to++] = (byte) (0xC0 | (each >> 6));
        bytes[to++] = (byte) (0x80 | (each & 0x3F));
      } else if (!Character.isSurrogate(each)) {
        bytes[to++] = (byte) (0xE0 | (each >> 12));
        bytes[to++] = (byte) (0x80 | ((each >> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (each & 0x3F));
      } else {
        if (!Character.isHighSurrogate(each)
            || at + 1 == end
            || !Character.isLowSurrogate(text[at + 1])) {
          return -1;
        }
        int point = Character.toCodePoint(each, text[++at]);
        bytes[to++] = (byte) (0xF0 | (point >> 18));
        bytes[to++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[to++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    return to;
  }
}
