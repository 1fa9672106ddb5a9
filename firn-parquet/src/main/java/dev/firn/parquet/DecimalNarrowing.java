package dev.firn.parquet;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Checks that 128-bit decimals have no more digits than their type allows, and narrows them to
 * ints, longs or the fewest big-endian bytes for their precision (Parquet's DECIMAL).
 */
final class DecimalNarrowing {
  /** What one takes in Arrow, lower half first. */
  static final int ARROW_BYTES = 16;

  private final LeafColumn column;

  /** The largest unscaled value, as halves. */
  private final long maxHigh;

  private final long maxLow;

  DecimalNarrowing(LeafColumn column) {
    this.column = column;
    BigInteger max = BigInteger.TEN.pow(column.precision()).subtract(BigInteger.ONE);
    this.maxHigh = max.shiftRight(Long.SIZE).longValueExact();
    this.maxLow = max.longValue();
  }

  /**
   * Narrows the values whose halves are in {@link Workspace#longs} and {@link Workspace#highLongs}.
   *
   * @param position the first slot they are from, for messages, as is the number of slots
   * @throws InvalidBatchException if one has too many digits
   */
  void narrow(int position, int rowCount, int valueCount, Workspace workspace) {
    if (!allWithin(workspace.longs, workspace.highLongs, valueCount, maxLow, maxHigh)) {
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
    narrowChecked(valueCount, workspace);
  }

  /** Whether the type has no more digits than a long. */
  boolean hasLongs() {
    return column.layout() != Layout.DECIMAL_FIXED;
  }

  /** The largest unscaled value, or the lower half of it. */
  long maxLow() {
    return maxLow;
  }

  /** Narrows values that were checked. */
  void narrowChecked(int valueCount, Workspace workspace) {
    long[] lows = workspace.longs;
    switch (column.layout().physical()) {
      case INT32 -> narrow(lows, valueCount, workspace.ints);
      case FIXED_LEN_BYTE_ARRAY -> toBytes(valueCount, workspace);
      case INT64, BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY -> {} // the lower halves are the values
    }
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
