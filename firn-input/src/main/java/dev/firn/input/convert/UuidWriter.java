package dev.firn.input.convert;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;

/** UUIDs in their canonical 36 characters (RFC 9562, section 4), letters in any case. */
final class UuidWriter implements ScalarWriter {
  private static final int CHARS = 36;
  private static final int BYTES = 16;

  @Override
  public String expected() {
    return "a uuid as f79c3e09-677c-4bbd-a479-3f349cb785e7";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    if (length != CHARS
        || text[from + 8] != '-'
        || text[from + 13] != '-'
        || text[from + 18] != '-'
        || text[from + 23] != '-') {
      writeDummy(to, index);
      return false;
    }
    long high =
        (hex(text, from, 8) << 32) | (hex(text, from + 9, 4) << 16) | hex(text, from + 14, 4);
    long low = (hex(text, from + 19, 4) << 48) | hex(text, from + 24, 12);
    if (!isHex(text, from)) {
      writeDummy(to, index);
      return false;
    }
    set((FixedSizeBinaryVector) to, index, high, low);
    return true;
  }

  private static boolean isHex(char[] text, int from) {
    for (int at = 0; at < CHARS; at++) {
      boolean isHyphen = at == 8 || at == 13 || at == 18 || at == 23;
      if (!isHyphen && digit(text[from + at]) < 0) {
        return false;
      }
    }
    return true;
  }

  private static long hex(char[] text, int from, int count) {
    long value = 0;
    for (int at = from; at < from + count; at++) {
      value = (value << 4) | (digit(text[at]) & 0xF);
    }
    return value;
  }

  private static int digit(char each) {
    if (Letters.isDigit(each)) {
      return each - '0';
    }
    int lower = each | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static void set(FixedSizeBinaryVector to, int index, long high, long low) {
    Slots.reserve(to, index);
    ArrowBuf data = to.getDataBuffer();
    // Arrow's buffers are little-endian, a UUID's bytes are not.
    data.setLong((long) index * BYTES, Long.reverseBytes(high));
    data.setLong((long) index * BYTES + Long.BYTES, Long.reverseBytes(low));
    BitVectorHelper.setBit(to.getValidityBuffer(), index);
  }
}
