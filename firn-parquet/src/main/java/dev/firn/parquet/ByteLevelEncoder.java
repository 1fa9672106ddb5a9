package dev.firn.parquet;

/**
 * The hybrid encoding (Encodings.md, RLE = 3) of levels that lie in a byte each: eight of them are
 * one word, so a group is compared and packed in one step.
 */
final class ByteLevelEncoder {
  /** The largest level that fits into its byte. */
  static final int LEVEL_MAX = 0xff;

  private static final int GROUP = 8;

  /** One in each byte of a word. */
  private static final long EACH_BYTE = 0x0101010101010101L;

  /** Two headers of a 32-bit number each and a byte of level, around each run. */
  private static final int RUN_BYTES_MAX = 11;

  private ByteLevelEncoder() {}

  /** The bits of a level; 0 if there is only one. */
  static int width(int levelMax) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(levelMax);
  }

  /** Appends all levels; their last group is padded with zeros where they lie. */
  static void encode(GrowableBuffer levels, int width, GrowableBuffer to) {
    int count = Math.toIntExact(levels.byteCount());
    long from = levels.address();
    int groupCount = (count + GROUP - 1) / GROUP;
    Memory.writeLong(from + count, 0); // into the slack behind the last byte
    long begin = to.reserve((long) groupCount * (width + RUN_BYTES_MAX) + Long.SIZE);
    to.advance(encode(from, count, width, begin) - begin);
  }

  private static long encode(long levels, int count, int width, long to) {
    int wholeGroups = count / GROUP;
    int packedFrom = 0;
    int group = 0;
    long at = to;
    while (group < wholeGroups) {
      int end = endOfRun(levels, group, wholeGroups);
      if (end - group >= runGroupsMin(width)) {
        at = pack(levels, packedFrom, group, width, at);
        at = HybridEncoder.writeHeader(at, (long) (end - group) * GROUP * 2);
        Memory.writeByte(at++, Memory.readByte(groupAddress(levels, group)));
        packedFrom = end;
      }
      group = Math.max(end, group + 1);
    }
    return pack(levels, packedFrom, (count + GROUP - 1) / GROUP, width, at);
  }

  /** A run costs up to 6 bytes with the header of what follows; shorter ones do not pay. */
  private static int runGroupsMin(int width) {
    return Math.max(1, 6 / width);
  }

  /** The first group after {@code group} that does not hold only its first level. */
  private static int endOfRun(long levels, int group, int groupCount) {
    long first = Memory.readLong(groupAddress(levels, group));
    if (first != (first & 0xff) * EACH_BYTE) {
      return group;
    }
    int end = group + 1;
    while (end < groupCount && Memory.readLong(groupAddress(levels, end)) == first) {
      end++;
    }
    return end;
  }

  private static long pack(long levels, int fromGroup, int toGroup, int width, long to) {
    if (fromGroup == toGroup) {
      return to;
    }
    long at = HybridEncoder.writeHeader(to, (toGroup - fromGroup) * 2L + 1);
    long mask = ((1L << width) - 1) * EACH_BYTE;
    for (int group = fromGroup; group < toGroup; group++, at += width) {
      Memory.writeLong(at, Long.compress(Memory.readLong(groupAddress(levels, group)), mask));
    }
    return at;
  }

  private static long groupAddress(long levels, int group) {
    return levels + (long) group * GROUP;
  }
}
