package dev.firn.parquet;

/**
 * Parquet's run-length / bit-packed hybrid (Encodings.md, RLE = 3) over groups of eight values:
 * equal groups become a run, all else is packed.
 */
final class HybridEncoder {
  /** A header is a 32-bit number in 7-bit pieces. */
  private static final int HEADER_BYTES_MAX = 5;

  private static final int GROUP = 8;

  private HybridEncoder() {}

  /** The bits of the largest index of a dictionary; at least one, which every reader takes. */
  static int width(int entryCount) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(entryCount - 1));
  }

  /**
   * Appends 32-bit values of up to {@code width} bits.
   *
   * @param values their address; the last group is padded there with zeros
   */
  static void encode(long values, int count, int width, GrowableBuffer to) {
    int groupCount = (count + GROUP - 1) / GROUP;
    Memory.clear(values + (long) count * Integer.BYTES, (long) GROUP * Integer.BYTES);
    long begin = to.reserve((long) groupCount * (width + 2L * HEADER_BYTES_MAX) + Long.SIZE);
    to.advance(encode(values, count, width, begin) - begin);
  }

  private static long encode(long values, int count, int width, long to) {
    int groupsMin = runGroupsMin(width);
    int wholeGroups = count / GROUP;
    int packedFrom = 0;
    int group = 0;
    long at = to;
    while (group < wholeGroups) {
      int end = endOfRun(values, group, wholeGroups);
      if (end - group >= groupsMin) {
        at = pack(values, packedFrom, group, width, at);
        at = writeHeader(at, (long) (end - group) * GROUP * 2);
        at = writeValue(at, Memory.readInt(groupAddress(values, group)), width);
        packedFrom = end;
      }
      group = Math.max(end, group + 1);
    }
    return pack(values, packedFrom, (count + GROUP - 1) / GROUP, width, at);
  }

  /** Shorter runs cost more in headers than they save in packed bits. */
  private static int runGroupsMin(int width) {
    return width <= 2 ? 4 : (width <= 4 ? 2 : 1);
  }

  /** The first group after {@code group} that does not hold only its first value. */
  private static int endOfRun(long values, int group, int groupCount) {
    int value = Memory.readInt(groupAddress(values, group));
    int end = group;
    while (end < groupCount && holdsOnly(groupAddress(values, end), value)) {
      end++;
    }
    return end;
  }

  private static boolean holdsOnly(long group, int value) {
    long pair = ((long) value << 32) | (value & 0xffffffffL);
    long difference =
        (Memory.readLong(group) ^ pair)
            | (Memory.readLong(group + 8) ^ pair)
            | (Memory.readLong(group + 16) ^ pair)
            | (Memory.readLong(group + 24) ^ pair);
    return difference == 0;
  }

  private static long pack(long values, int fromGroup, int toGroup, int width, long to) {
    if (fromGroup == toGroup) {
      return to;
    }
    long at = writeHeader(to, (toGroup - fromGroup) * 2L + 1);
    if (width <= 8) {
      return packNarrow(values, fromGroup, toGroup, width, at);
    }
    return width <= 16
        ? packMedium(values, fromGroup, toGroup, width, at)
        : packWide(values, fromGroup, toGroup, width, at);
  }

  private static long packNarrow(long values, int fromGroup, int toGroup, int width, long to) {
    long at = to;
    for (int group = fromGroup; group < toGroup; group++, at += width) {
      long from = groupAddress(values, group);
      Memory.writeLong(at, packFour(from, width) | (packFour(from + 16, width) << (4 * width)));
    }
    return at;
  }

  private static long packMedium(long values, int fromGroup, int toGroup, int width, long to) {
    long at = to;
    int half = 4 * width;
    for (int group = fromGroup; group < toGroup; group++, at += width) {
      long from = groupAddress(values, group);
      long low = packFour(from, width);
      long high = packFour(from + 16, width);
      // A shift by 64 would be a shift by 0, so the full half is shifted in two steps.
      Memory.writeLong(at, low | (high << (half - 1) << 1));
      Memory.writeLong(at + Long.BYTES, high >>> (Long.SIZE - half));
    }
    return at;
  }

  private static long packWide(long values, int fromGroup, int toGroup, int width, long to) {
    long at = to;
    for (int group = fromGroup; group < toGroup; group++) {
      long from = groupAddress(values, group);
      long pending = 0;
      int bits = 0;
      for (int i = 0; i < GROUP; i++) {
        pending |= (Memory.readInt(from + (long) i * Integer.BYTES) & 0xffffffffL) << bits;
        bits += width;
        if (bits >= Integer.SIZE) {
          Memory.writeInt(at, (int) pending);
          at += Integer.BYTES;
          pending >>>= Integer.SIZE;
          bits -= Integer.SIZE;
        }
      }
      Memory.writeLong(at, pending);
      at += bits / Byte.SIZE;
    }
    return at;
  }

  private static long packFour(long from, int width) {
    return (Memory.readInt(from) & 0xffffffffL)
        | ((Memory.readInt(from + 4) & 0xffffffffL) << width)
        | ((Memory.readInt(from + 8) & 0xffffffffL) << (2 * width))
        | ((Memory.readInt(from + 12) & 0xffffffffL) << (3 * width));
  }

  /**
   * Stores an unsigned number in 7-bit pieces, the lowest first (ULEB128), and returns the next
   * address.
   */
  static long writeHeader(long to, long number) {
    long at = to;
    long rest = number;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      Memory.writeByte(at++, (int) ((rest & 0x7f) | 0x80));
    }
    Memory.writeByte(at, (int) rest);
    return at + 1;
  }

  private static long writeValue(long to, int value, int width) {
    Memory.writeInt(to, value);
    return to + (width + 7) / 8;
  }

  private static long groupAddress(long values, int group) {
    return values + (long) group * (GROUP * Integer.BYTES);
  }
}
