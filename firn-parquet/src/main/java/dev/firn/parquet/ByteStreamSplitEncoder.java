package dev.firn.parquet;

/**
 * Parquet's BYTE_STREAM_SPLIT (Encodings.md, BYTE_STREAM_SPLIT = 9): the first bytes of all values,
 * then the second bytes, and so on. It saves nothing itself, but lets a codec find what high bytes
 * have in common.
 */
final class ByteStreamSplitEncoder {
  private ByteStreamSplitEncoder() {}

  /**
   * Appends values of one length.
   *
   * @param plain their address
   */
  static void encode(long plain, int count, int valueBytes, GrowableBuffer to) {
    long byteCount = (long) count * valueBytes;
    long streams = to.reserve(byteCount);
    for (int i = 0; i < valueBytes; i++) {
      gather(plain + i, count, valueBytes, streams + (long) i * count);
    }
    to.advance(byteCount);
  }

  private static void gather(long from, int count, int step, long to) {
    for (int i = 0; i < count; i++) {
      Memory.writeByte(to + i, Memory.readByte(from + (long) i * step));
    }
  }
}
