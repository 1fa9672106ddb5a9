package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Loads where strings and binaries lie that come as views (Arrow's "Variable-size Binary View
 * Layout"): 16 bytes for each, of which the first four are its length. Up to twelve bytes follow at
 * once; of longer values a prefix, which buffer they are in, and where. Nothing is copied.
 */
final class ViewLoader implements ValueLoader {
  static final int VIEW_BYTES = 16;
  private static final int INLINE_BYTES_MAX = 12;
  private static final int BUFFER_OFFSET = 8;
  private static final int PLACE_OFFSET = 12;

  private final LeafColumn column;

  ViewLoader(LeafColumn column) {
    this.column = column;
  }

  /** The bytes of a range of rows, nulls left out. */
  static long dataBytes(FieldVector vector, int position, int rowCount) {
    long bytes = 0;
    for (int row = position; row < position + rowCount; row++) {
      bytes += length(vector, row);
    }
    return bytes;
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    long bytes = 0;
    for (int row = 0; row < rowCount; row++) {
      bytes += Integer.BYTES + (long) length(vector, position + row);
      if (bytes > bytesMax) {
        return row;
      }
    }
    return rowCount;
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    List<ArrowBuf> buffers = ((BaseVariableWidthViewVector) vector).getDataBuffers();
    long views = vector.getDataBufferAddress() + (long) position * VIEW_BYTES;
    int values = 0;
    for (int row = 0; row < rowCount; row++) {
      if (((workspace.validity[row >>> 6] >>> row) & 1) != 0) {
        long view = views + (long) row * VIEW_BYTES;
        int length = Memory.readInt(view);
        workspace.lengths[values] = length;
        workspace.starts[values++] = start(view, length, buffers);
      }
    }
    BytesLoader.checkLengths(column, workspace.lengths, valueCount);
  }

  /** Where the bytes of the value of this view are. */
  static long start(long view, int length, List<ArrowBuf> buffers) {
    return length <= INLINE_BYTES_MAX
        ? view + Integer.BYTES
        : buffers.get(Memory.readInt(view + BUFFER_OFFSET)).memoryAddress()
            + Memory.readInt(view + PLACE_OFFSET);
  }

  /** What stands in a null's view may be anything. */
  private static int length(FieldVector vector, int row) {
    return vector.isNull(row)
        ? 0
        : Memory.readInt(vector.getDataBufferAddress() + (long) row * VIEW_BYTES);
  }
}
