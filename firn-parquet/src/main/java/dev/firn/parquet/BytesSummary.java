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
  private long valueBytes;

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
    valueBytes += PlainEncoder.sum(lengths, count);
    int least = smallest(starts, lengths, count, signMask);
    byte[] low = Memory.readBytes(starts[least], lengths[least]);
    int most = largest(starts, lengths, count, signMask);
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
  public long valueBytes() {
    return valueBytes;
  }

  @Override
  public void clear() {
    hasBounds = false;
    min = NONE;
    max = NONE;
    valueBytes = 0;
  }

  private static int smallest(long[] starts, int[] lengths, int count, long signMask) {
    int best = 0;
    long bestPrefix = orderedPrefix(starts[0], lengths[0], signMask);
    for (int i = 1; i < count; i++) {
      long prefix = orderedPrefix(starts[i], lengths[i], signMask);
      if (prefix < bestPrefix || (prefix == bestPrefix && compare(starts, lengths, i, best) < 0)) {
        best = i;
        bestPrefix = prefix;
      }
    }
    return best;
  }

  private static int largest(long[] starts, int[] lengths, int count, long signMask) {
    int best = 0;
    long bestPrefix = orderedPrefix(starts[0], lengths[0], signMask);
    for (int i = 1; i < count; i++) {
      long prefix = orderedPrefix(starts[i], lengths[i], signMask);
      if (prefix > bestPrefix || (prefix == bestPrefix && compare(starts, lengths, i, best) > 0)) {
        best = i;
        bestPrefix = prefix;
      }
    }
    return best;
  }

  /** The first eight bytes as a number whose signed order is the order of the values. */
  private static long orderedPrefix(long start, int length, long signMask) {
    return Memory.prefix(start, length) ^ signMask ^ Long.MIN_VALUE;
  }

  private static int compare(long[] starts, int[] lengths, int left, int right) {
    return Memory.compare(starts[left], lengths[left], starts[right], lengths[right]);
  }
}
