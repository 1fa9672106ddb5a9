package dev.firn.parquet;

import java.math.BigInteger;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;

/**
 * Loads 128-bit decimals, checks that they have no more digits than the type allows, and narrows
 * them to ints, longs or the fewest big-endian bytes for their precision (Parquet's DECIMAL).
 */
final class DecimalLoader implements ValueLoader {
  private static final int ARROW_BYTES = 16;

  private final LeafColumn column;

  /** The largest unscaled value, as halves. */
  private final long maxHigh;

  private final long maxLow;

  DecimalLoader(LeafColumn column) {
    this.column = column;
    BigInteger max = BigInteger.TEN.pow(column.precision()).subtract(BigInteger.ONE);
    this.maxHigh = max.shiftRight(Long.SIZE).longValueExact();
    this.maxLow = max.longValue();
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    return (int) Math.min(rowCount, bytesMax / typeBytes());
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    long from = vector.getDataBufferAddress() + (long) position * ARROW_BYTES;
    long[] lows = workspace.longs;
    // What stands in the places of nulls may be anything.
    boolean areLow =
        valueCount == rowCount
            && column.layout() != Layout.DECIMAL_FIXED
            && readLows(from, rowCount, lows, maxLow);
    if (!areLow && !readHalves(from, rowCount, valueCount, workspace)) {
      throw new InvalidBatchException(
          "Column '"
              + column.dottedPath()
              + (column.isFlat() ? "', rows " : "', slots ")
              + position
              + " to "
              + (position + rowCount - 1)
              + " of the batch: expected decimals of at most "
              + column.precision()
              + " digits, found a larger one.");
    }
    switch (column.layout().physical()) {
      case INT32 -> narrow(lows, valueCount, workspace.ints);
      case FIXED_LEN_BYTE_ARRAY -> toBytes(valueCount, workspace);
      case INT64, BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY -> {} // the lower halves are the values
    }
  }

  private int typeBytes() {
    return column.layout() == Layout.DECIMAL_FIXED
        ? column.typeBytes()
        : column.layout().fixedBytes();
  }

  private void toBytes(int count, Workspace workspace) {
    int typeBytes = column.typeBytes();
    workspace.converted.clear();
    long to = workspace.converted.reserve((long) count * typeBytes + ARROW_BYTES);
    writeBigEndian(workspace.longs, workspace.highLongs, count, typeBytes, to);
    for (int i = 0; i < count; i++) {
      workspace.starts[i] = to + (long) i * typeBytes;
    }
    Arrays.fill(workspace.lengths, 0, count, typeBytes);
  }

  private boolean readHalves(long from, int rowCount, int valueCount, Workspace workspace) {
    long[] lows = workspace.longs;
    long[] highs = workspace.highLongs;
    readHalves(from, rowCount, lows, highs);
    if (valueCount < rowCount) {
      Compaction.compact(lows, workspace.validity, rowCount);
      Compaction.compact(highs, workspace.validity, rowCount);
    }
    return allWithin(lows, highs, valueCount, maxLow, maxHigh);
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

  /** Whether all magnitudes are at most the largest; a minimal 128-bit number never is. */
  private static boolean allWithin(
      long[] lows, long[] highs, int count, long maxLow, long maxHigh) {
    boolean within = true;
    for (int i = 0; i < count; i++) {
      long sign = highs[i] >> 63;
      long low = (lows[i] ^ sign) - sign;
      // Negating carries into the upper half only where the lower half is zero.
      long high = (highs[i] ^ sign) + (sign & (lows[i] == 0 ? 1 : 0));
      if (high != 0 || Long.compareUnsigned(low, maxLow) > 0) {
        within &= high >= 0 && isWithin(low, high, maxLow, maxHigh);
      }
    }
    return within;
  }

  private static boolean isWithin(long low, long high, long maxLow, long maxHigh) {
    return high < maxHigh || (high == maxHigh && Long.compareUnsigned(low, maxLow) <= 0);
  }

  private static void narrow(long[] lows, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = (int) lows[i];
    }
  }

  /**
   * Stores the last {@code typeBytes} (9 to 16) bytes of each number: the upper half, shifted so
   * that its cut bytes fall away, and over the rest of it the lower half.
   */
  private static void writeBigEndian(long[] lows, long[] highs, int count, int typeBytes, long to) {
    int highBytes = typeBytes - Long.BYTES;
    int shift = Long.SIZE - 8 * highBytes;
    for (int i = 0; i < count; i++) {
      long at = to + (long) i * typeBytes;
      Memory.writeLong(at, Long.reverseBytes(highs[i] << shift));
      Memory.writeLong(at + highBytes, Long.reverseBytes(lows[i]));
    }
  }
}
