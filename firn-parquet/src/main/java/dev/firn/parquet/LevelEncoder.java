package dev.firn.parquet;

/**
 * The hybrid encoding of levels of one bit: what a bitmap of valid rows already is, with long equal
 * stretches turned into runs.
 */
final class LevelEncoder {
  /** A run costs up to 6 bytes with the header of what follows; shorter ones do not pay. */
  private static final int RUN_BYTES_MIN = 8;

  private static final int HEADER_BYTES_MAX = 5;

  private LevelEncoder() {}

  /**
   * Appends the levels of all rows.
   *
   * @param bits a bit per row, padded with zeros to a whole byte
   * @param ones how many are set
   */
  static void encode(long bits, int rowCount, int ones, GrowableBuffer to) {
    int byteCount = (rowCount + 7) >>> 3;
    long begin = to.reserve(byteCount * 2L + 4 * HEADER_BYTES_MAX);
    long end =
        ones == 0 || ones == rowCount
            ? writeRun(begin, rowCount, ones == 0 ? 0 : 1)
            : encode(bits, rowCount >>> 3, byteCount, begin);
    to.advance(end - begin);
  }

  private static long encode(long bits, int wholeBytes, int byteCount, long to) {
    long at = to;
    int packedFrom = 0;
    int index = 0;
    while (index < wholeBytes) {
      int end = endOfRun(bits, index, wholeBytes);
      if (end - index >= RUN_BYTES_MIN) {
        at = writePacked(bits, packedFrom, index, at);
        at = writeRun(at, (end - index) * 8, Memory.readByte(bits + index) & 1);
        packedFrom = end;
      }
      index = Math.max(end, index + 1);
    }
    return writePacked(bits, packedFrom, byteCount, at);
  }

  /** The first byte after {@code index} that differs, if the one there is all zeros or all ones. */
  private static int endOfRun(long bits, int index, int byteCount) {
    byte value = Memory.readByte(bits + index);
    int end = index;
    if (value == 0 || value == -1) {
      while (end < byteCount && Memory.readByte(bits + end) == value) {
        end++;
      }
    }
    return end;
  }

  private static long writeRun(long to, int count, int level) {
    long at = HybridEncoder.writeHeader(to, (long) count << 1);
    Memory.writeByte(at, level);
    return at + 1;
  }

  private static long writePacked(long bits, int from, int end, long to) {
    if (from == end) {
      return to;
    }
    long at = HybridEncoder.writeHeader(to, (end - from) * 2L + 1);
    Memory.copy(bits + from, at, end - from);
    return at + (end - from);
  }
}
