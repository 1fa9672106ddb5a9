package dev.firn.parquet;

/**
 * Parquet's DELTA_BYTE_ARRAY (Encodings.md, DELTA_BYTE_ARRAY = 7): how many bytes each value shares
 * with the beginning of the one before, in delta encoding, then the rest of all values as {@link
 * DeltaLengthEncoder} has byte strings.
 */
final class DeltaByteArrayEncoder {
  private DeltaByteArrayEncoder() {}

  /**
   * Appends byte strings.
   *
   * @param plain their address, each behind its length unless all have the same
   * @param valueBytes the length of all, or 0
   */
  static void encode(
      long plain, int count, int valueBytes, Workspace workspace, GrowableBuffer to) {
    workspace.scratch.clear();
    long prefixes = workspace.scratch.reserve(2L * count * Integer.BYTES);
    long suffixes = prefixes + (long) count * Integer.BYTES;
    long suffixBytes =
        valueBytes > 0
            ? measureFixed(plain, count, valueBytes, prefixes, suffixes)
            : measure(plain, count, prefixes, suffixes);
    DeltaBinaryPackedEncoder.encodeInts(prefixes, count, workspace.deltas, to);
    DeltaBinaryPackedEncoder.encodeInts(suffixes, count, workspace.deltas, to);
    int lengthBytes = valueBytes > 0 ? 0 : Integer.BYTES;
    copySuffixes(plain, count, lengthBytes, prefixes, suffixes, to.reserve(suffixBytes));
    to.advance(suffixBytes);
  }

  /** Finds the lengths of prefixes and suffixes; returns the sum of the latter. */
  private static long measure(long plain, int count, long prefixes, long suffixes) {
    long at = plain;
    long before = plain;
    int beforeBytes = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      int length = Memory.readInt(at);
      long start = at + Integer.BYTES;
      int shared = sharedBytes(before, start, Math.min(beforeBytes, length));
      Memory.writeInt(prefixes + (long) i * Integer.BYTES, shared);
      Memory.writeInt(suffixes + (long) i * Integer.BYTES, length - shared);
      sum += length - shared;
      before = start;
      beforeBytes = length;
      at = start + length;
    }
    return sum;
  }

  private static long measureFixed(
      long plain, int count, int valueBytes, long prefixes, long suffixes) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      long start = plain + (long) i * valueBytes;
      int shared = i == 0 ? 0 : sharedBytes(start - valueBytes, start, valueBytes);
      Memory.writeInt(prefixes + (long) i * Integer.BYTES, shared);
      Memory.writeInt(suffixes + (long) i * Integer.BYTES, valueBytes - shared);
      sum += valueBytes - shared;
    }
    return sum;
  }

  private static void copySuffixes(
      long plain, int count, int lengthBytes, long prefixes, long suffixes, long to) {
    long from = plain;
    long at = to;
    for (int i = 0; i < count; i++) {
      int prefix = Memory.readInt(prefixes + (long) i * Integer.BYTES);
      int suffix = Memory.readInt(suffixes + (long) i * Integer.BYTES);
      Memory.copy(from + lengthBytes + prefix, at, suffix);
      from += lengthBytes + prefix + suffix;
      at += suffix;
    }
  }

  /** How many bytes two stretches have in common from their beginning, at most these. */
  private static int sharedBytes(long left, long right, int bytesMax) {
    int at = 0;
    for (; at + Long.BYTES <= bytesMax; at += Long.BYTES) {
      long difference = Memory.readLong(left + at) ^ Memory.readLong(right + at);
      if (difference != 0) {
        return at + Long.numberOfTrailingZeros(difference) / Byte.SIZE;
      }
    }
    while (at < bytesMax && Memory.readByte(left + at) == Memory.readByte(right + at)) {
      at++;
    }
    return at;
  }
}
