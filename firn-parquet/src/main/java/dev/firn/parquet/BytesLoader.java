package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** Loads where strings and binaries lie; their bytes stay in the vector. */
final class BytesLoader implements ValueLoader {
  /** A value and its page are compressed in one piece; codecs count bytes in 32 bits. */
  static final long VALUE_BYTES_MAX = 1L << 30;

  private final LeafColumn column;
  private final int offsetBytes;

  BytesLoader(LeafColumn column) {
    this.column = column;
    this.offsetBytes = offsetBytes(column.layout());
  }

  /** The bytes of a range of rows, null slots included. */
  static long dataBytes(FieldVector vector, Layout layout, int position, int rowCount) {
    if (layout == Layout.VIEW_BYTES) {
      return ViewLoader.dataBytes(vector, position, rowCount);
    }
    long offsets = vector.getOffsetBufferAddress();
    int offsetBytes = offsetBytes(layout);
    return offset(offsets, position + rowCount, offsetBytes)
        - offset(offsets, position, offsetBytes);
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    int low = 0;
    int high = rowCount;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      long plainBytes =
          dataBytes(vector, column.layout(), position, middle) + (long) Integer.BYTES * middle;
      if (plainBytes <= bytesMax) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    long data = vector.getDataBufferAddress();
    long offsets = vector.getOffsetBufferAddress() + (long) position * offsetBytes;
    if (offsetBytes == Integer.BYTES) {
      Memory.readInts(offsets, workspace.ints, rowCount + 1);
      locate(workspace.ints, data, rowCount, workspace.starts, workspace.lengths);
    } else {
      Memory.readLongs(offsets, workspace.longs, rowCount + 1);
      locate(workspace.longs, data, rowCount, workspace.starts, workspace.lengths);
    }
    if (valueCount < rowCount) {
      Compaction.compact(workspace.starts, workspace.validity, rowCount);
      Compaction.compact(workspace.lengths, workspace.validity, rowCount);
    }
    checkLengths(column, workspace.lengths, valueCount);
    workspace.makeReadable(valueCount, vector.getDataBuffer());
  }

  /**
   * Checks that values are not too long.
   *
   * @throws InvalidBatchException if one is
   */
  static void checkLengths(LeafColumn column, int[] lengths, int count) {
    if (longest(lengths, count) > VALUE_BYTES_MAX) {
      throw new InvalidBatchException(
          "Column '"
              + column.dottedPath()
              + "': expected values of at most "
              + VALUE_BYTES_MAX
              + " bytes, found a longer one.");
    }
  }

  /** The greatest length, 0 if there is none. */
  static int longest(int[] lengths, int count) {
    int longest = 0;
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, lengths[i]);
    }
    return longest;
  }

  private static void locate(int[] offsets, long data, int count, long[] starts, int[] lengths) {
    for (int i = 0; i < count; i++) {
      starts[i] = data + offsets[i];
      lengths[i] = offsets[i + 1] - offsets[i];
    }
  }

  private static void locate(long[] offsets, long data, int count, long[] starts, int[] lengths) {
    for (int i = 0; i < count; i++) {
      starts[i] = data + offsets[i];
      // Longer than an int is too long anyway; the check after this finds it.
      lengths[i] = (int) Math.min(offsets[i + 1] - offsets[i], Integer.MAX_VALUE);
    }
  }

  private static long offset(long offsets, int position, int offsetBytes) {
    return offsetBytes == Integer.BYTES
        ? Memory.readInt(offsets + (long) position * Integer.BYTES)
        : Memory.readLong(offsets + (long) position * Long.BYTES);
  }

  private static int offsetBytes(Layout layout) {
    return layout == Layout.LARGE_BYTES ? Long.BYTES : Integer.BYTES;
  }
}
