package dev.firn.parquet;

/**
 * Parquet's DELTA_LENGTH_BYTE_ARRAY (Encodings.md, DELTA_LENGTH_BYTE_ARRAY = 6): the lengths of all
 * byte strings in delta encoding, then all their bytes.
 */
final class DeltaLengthEncoder {
  private DeltaLengthEncoder() {}

  /**
   * Appends byte strings.
   *
   * @param plain their address, each behind its length
   */
  static void encode(long plain, int count, Workspace workspace, GrowableBuffer to) {
    workspace.scratch.clear();
    long lengths = workspace.scratch.reserve((long) count * Integer.BYTES);
    long byteCount = readLengths(plain, count, lengths);
    DeltaBinaryPackedEncoder.encodeInts(lengths, count, workspace.deltas, to);
    copyBytes(plain, count, to.reserve(byteCount));
    to.advance(byteCount);
  }

  private static long readLengths(long plain, int count, long lengths) {
    long at = plain;
    for (int i = 0; i < count; i++) {
      int length = Memory.readInt(at);
      Memory.writeInt(lengths + (long) i * Integer.BYTES, length);
      at += Integer.BYTES + length;
    }
    return at - plain - (long) count * Integer.BYTES;
  }

  private static void copyBytes(long plain, int count, long to) {
    long from = plain;
    long at = to;
    for (int i = 0; i < count; i++) {
      int length = Memory.readInt(from);
      Memory.copy(from + Integer.BYTES, at, length);
      from += Integer.BYTES + length;
      at += length;
    }
  }
}
