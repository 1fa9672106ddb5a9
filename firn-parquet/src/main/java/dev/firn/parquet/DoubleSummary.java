package dev.firn.parquet;

/**
 * Bounds of doubles, which lie in the workspace as their bits. A lower bound of zero is -0.0 and an
 * upper one +0.0, as the format asks, because readers take the two for equal.
 */
final class DoubleSummary implements Summary {
  private long valueCount;
  private long nanCount;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  @Override
  public void add(Workspace workspace, int count) {
    valueCount += count;
    nanCount += nanCount(workspace.longs, count);
    min = min(workspace.longs, count, min);
    max = max(workspace.longs, count, max);
  }

  @Override
  public boolean hasBounds() {
    return valueCount > nanCount;
  }

  @Override
  public byte[] min() {
    return PlainValue.of(Double.doubleToRawLongBits(min == 0 ? -0.0 : min));
  }

  @Override
  public byte[] max() {
    return PlainValue.of(Double.doubleToRawLongBits(max == 0 ? 0.0 : max));
  }

  @Override
  public long nanCount() {
    return nanCount;
  }

  @Override
  public void clear() {
    valueCount = 0;
    nanCount = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
  }

  private static int nanCount(long[] bits, int count) {
    int nans = 0;
    for (int i = 0; i < count; i++) {
      nans += Double.isNaN(Double.longBitsToDouble(bits[i])) ? 1 : 0;
    }
    return nans;
  }

  // A comparison with NaN is false, so NaN never becomes a bound.
  private static double min(long[] bits, int count, double start) {
    double min = start;
    for (int i = 0; i < count; i++) {
      double value = Double.longBitsToDouble(bits[i]);
      min = value < min ? value : min;
    }
    return min;
  }

  private static double max(long[] bits, int count, double start) {
    double max = start;
    for (int i = 0; i < count; i++) {
      double value = Double.longBitsToDouble(bits[i]);
      max = value > max ? value : max;
    }
    return max;
  }
}
