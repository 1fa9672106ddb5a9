package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** Loads booleans, ints and longs, floats and doubles as their bits. */
final class FixedWidthLoader implements ValueLoader {
  private final Layout layout;

  FixedWidthLoader(Layout layout) {
    this.layout = layout;
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    long fitting = layout == Layout.BOOLEAN ? bytesMax * 8 : bytesMax / layout.fixedBytes();
    return (int) Math.min(rowCount, fitting);
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    long data = vector.getDataBufferAddress();
    long at = position;
    boolean dense = valueCount == rowCount;
    switch (layout) {
      case BOOLEAN -> {
        Bits.read(data, at, rowCount, workspace.booleans);
        if (!dense) {
          Compaction.compactBits(workspace.booleans, workspace.validity, rowCount);
        }
      }
      case INT8 -> widenBytes(data + at, rowCount, workspace.ints);
      case INT16 -> widenShorts(data + at * Short.BYTES, rowCount, workspace.ints);
      case INT32, FLOAT -> Memory.readInts(data + at * Integer.BYTES, workspace.ints, rowCount);
      case INT64, DOUBLE -> Memory.readLongs(data + at * Long.BYTES, workspace.longs, rowCount);
      case DECIMAL_INT32, DECIMAL_INT64, DECIMAL_FIXED, FIXED, BYTES, LARGE_BYTES, VIEW_BYTES ->
          throw new IllegalStateException("Layout " + layout + " is loaded elsewhere.");
    }
    if (!dense) {
      compactNumbers(rowCount, workspace);
    }
  }

  private void compactNumbers(int rowCount, Workspace workspace) {
    switch (layout.physical()) {
      case INT32, FLOAT -> Compaction.compact(workspace.ints, workspace.validity, rowCount);
      case INT64, DOUBLE -> Compaction.compact(workspace.longs, workspace.validity, rowCount);
      case BOOLEAN, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> {}
    }
  }

  private static void widenBytes(long from, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readByte(from + i);
    }
  }

  private static void widenShorts(long from, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readShort(from + (long) i * Short.BYTES);
    }
  }
}
