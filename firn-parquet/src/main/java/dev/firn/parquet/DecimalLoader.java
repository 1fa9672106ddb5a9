package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** Loads 128-bit decimals as their halves, which are then checked and narrowed. */
final class DecimalLoader implements ValueLoader {
  private static final int ARROW_BYTES = DecimalNarrowing.ARROW_BYTES;

  private final int typeBytes;
  private final DecimalNarrowing narrowing;

  DecimalLoader(LeafColumn column) {
    this.typeBytes =
        column.layout() == Layout.DECIMAL_FIXED ? column.typeBytes() : column.layout().fixedBytes();
    this.narrowing = new DecimalNarrowing(column);
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    return (int) Math.min(rowCount, bytesMax / typeBytes);
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    long from = vector.getDataBufferAddress() + (long) position * ARROW_BYTES;
    // What stands in the places of nulls may be anything.
    if (valueCount == rowCount
        && narrowing.hasLongs()
        && readLows(from, rowCount, workspace.longs, narrowing.maxLow())) {
      narrowing.narrowChecked(valueCount, workspace);
      return;
    }
    readHalves(from, rowCount, workspace.longs, workspace.highLongs);
    if (valueCount < rowCount) {
      Compaction.compact(workspace.longs, workspace.validity, rowCount);
      Compaction.compact(workspace.highLongs, workspace.validity, rowCount);
    }
    narrowing.narrow(position, rowCount, valueCount, workspace);
  }

  /**
   * Reads the lower halves; returns whether they are the whole numbers, and those not too large.
   */
  private static boolean readLows(long from, int count, long[] lows, long maxLow) {
    long differing = 0;
    long beyond = 0;
    for (int i = 0; i < count; i++) {
      long low = Memory.readLong(from + (long) i * ARROW_BYTES);
      long high = Memory.readLong(from + (long) i * ARROW_BYTES + Long.BYTES);
      lows[i] = low;
      differing |= high ^ (low >> 63);
      beyond |= (maxLow - low) | (maxLow + low); // below zero if one is, even by wrapping around
    }
    return differing == 0 && beyond >= 0;
  }

  private static void readHalves(long from, int count, long[] lows, long[] highs) {
    for (int i = 0; i < count; i++) {
      lows[i] = Memory.readLong(from + (long) i * ARROW_BYTES);
      highs[i] = Memory.readLong(from + (long) i * ARROW_BYTES + Long.BYTES);
    }
  }
}
