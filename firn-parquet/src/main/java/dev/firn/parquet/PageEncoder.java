package dev.firn.parquet;

/** Turns the plain values of a column's page into another encoding. */
final class PageEncoder {
  private final Layout layout;

  /** The plain bytes of each value; 0 if they differ, and for booleans, which take less. */
  private final int valueBytes;

  PageEncoder(LeafColumn column) {
    this.layout = column.layout();
    this.valueBytes =
        switch (layout.physical()) {
          case BOOLEAN, BYTE_ARRAY -> 0;
          case INT32, FLOAT -> Integer.BYTES;
          case INT64, DOUBLE -> Long.BYTES;
          case FIXED_LEN_BYTE_ARRAY -> column.typeBytes();
          case INT96 -> throw new IllegalStateException("INT96 is never written.");
        };
  }

  /** The bytes that the first values of a page take as they are. */
  long plainBytes(long plain, int count) {
    if (valueBytes > 0) {
      return (long) valueBytes * count;
    }
    return layout == Layout.BOOLEAN ? (count + 7) >>> 3 : plainByteStrings(plain, count);
  }

  /**
   * Leaves the values in {@link Workspace#encoded}.
   *
   * @param plain the address of the values in plain encoding
   */
  void encode(Encoding encoding, long plain, int count, Workspace workspace) {
    GrowableBuffer to = workspace.encoded;
    to.clear();
    switch (encoding) {
      case PLAIN -> to.append(plain, plainBytes(plain, count));
      case RLE -> RleBooleanEncoder.encode(plain, count, to);
      case DELTA_BINARY_PACKED -> {
        if (valueBytes == Integer.BYTES) {
          DeltaBinaryPackedEncoder.encodeInts(plain, count, workspace.deltas, to);
        } else {
          DeltaBinaryPackedEncoder.encodeLongs(plain, count, workspace.deltas, to);
        }
      }
      case DELTA_LENGTH_BYTE_ARRAY -> DeltaLengthEncoder.encode(plain, count, workspace, to);
      case DELTA_BYTE_ARRAY ->
          DeltaByteArrayEncoder.encode(plain, count, valueBytes, workspace, to);
      case BYTE_STREAM_SPLIT -> ByteStreamSplitEncoder.encode(plain, count, valueBytes, to);
      case RLE_DICTIONARY, PLAIN_DICTIONARY, BIT_PACKED ->
          throw new IllegalStateException("Values themselves are not encoded as " + encoding + ".");
    }
  }

  private static long plainByteStrings(long plain, int count) {
    long at = plain;
    for (int i = 0; i < count; i++) {
      at += Integer.BYTES + Memory.readInt(at);
    }
    return at - plain;
  }
}
