package dev.firn.parquet;

/**
 * Bounds of byte strings. Most comparisons are settled by the first eight bytes as one number; only
 * where those are equal the rest is looked at.
 */
final class BytesSummary implements Summary {
  private static final byte[] NONE = {};

  /** Turns signed big-endian numbers into unsigned order, which is how prefixes are compared. */
  private final long signMask;

  private boolean hasBounds;
  private byte[] min = NONE;
  private byte[] max = NONE;

  /** Places in the workspace of the last values added. */
  private int least;

  private int most;

  /**
   * @param signMask the highest bit for two's complement of at least eight bytes, else 0
   */
  BytesSummary(long signMask) {
    this.signMask = signMask;
  }

  @Override
  public void add(Workspace workspace, int count) {
    if (count == 0) {
      return;
    }
    long[] starts = workspace.starts;
    int[] lengths = workspace.lengths;
    findBounds(starts, lengths, count);
    byte[] low = Memory.readBytes(starts[least], lengths[least]);
    byte[] high = Memory.readBytes(starts[most], lengths[most]);
    BoundOrder order = signMask == 0 ? BoundOrder.UNSIGNED_BYTES : BoundOrder.SIGNED_BYTES;
    min = hasBounds ? order.smaller(min, low) : low;
    max = hasBounds ? order.larger(max, high) : high;
    hasBounds = true;
  }

  @Override
  public boolean hasBounds() {
    return hasBounds;
  }

  @Override
  public byte[] min() {
    return min;
  }

  @Override
  public byte[] max() {
    return max;
  }

  @Override
  public void clear() {
    hasBounds = false;
    min = NONE;
    max = NONE;
  }

  /** Finds the places of a smallest and a largest value. */
  private void findBounds(long[] starts, int[] lengths, int count) {
    int low = 0;
    int high = 0;
    long lowPrefix = orderedPrefix(starts[0], lengths[0], signMask);
    long highPrefix = lowPrefix;
    for (int i = 1; i < count; i++) {
      long prefix = orderedPrefix(starts[i], lengths[i], signMask);
      if (prefix <= lowPrefix && isBelow(prefix, lowPrefix, starts, lengths, i, low)) {
        low = i;
        lowPrefix = prefix;
      }
      if (prefix >= highPrefix && isBelow(highPrefix, prefix, starts, lengths, high, i)) {
        high = i;
        highPrefix = prefix;
      }
    }
    least = low;
    most = high;
  }

  private static boolean isBelow(
      long prefix, long otherPrefix, long[] starts, int[] lengths, int value, int other) {
    if (prefix != otherPrefix) {
      return prefix < otherPrefix;
    }
    boolean areShort = Math.max(lengths[value], lengths[other]) <= Long.BYTES;
    // Within the prefix equal values differ only in how many of its zeros are theirs.
    return areShort ? lengths[value] < lengths[other] : compare(starts, lengths, value, other) < 0;
  }

  /** The first eight bytes as a number whose signed order is the order of the values. */
  private static long orderedPrefix(long start, int length, long signMask) {
    return Long.reverseBytes(Memory.head(start, length)) ^ signMask ^ Long.MIN_VALUE;
  }

  private static int compare(long[] starts, int[] lengths, int left, int right) {
    return Memory.compare(starts[left], lengths[left], starts[right], lengths[right]);
  }
}
