package dev.firn.parquet;

/**
 * Bounds of floats, which lie in the workspace as their bits. A lower bound of zero is -0.0 and an
 * upper one +0.0, as the format asks, because readers take the two for equal.
 */
final class FloatSummary implements Summary {
  private long valueCount;
  private long nanCount;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  @Override
  public void add(Workspace workspace, int count) {
    valueCount += count;
    nanCount += nanCount(workspace.ints, count);
    min = min(workspace.ints, count, min);
    max = max(workspace.ints, count, max);
  }

  @Override
  public boolean hasBounds() {
    return valueCount > nanCount;
  }

  @Override
  public byte[] min() {
    return PlainValue.of(Float.floatToRawIntBits(min == 0 ? -0.0f : min));
  }

  @Override
  public byte[] max() {
    return PlainValue.of(Float.floatToRawIntBits(max == 0 ? 0.0f : max));
  }

  @Override
  public long nanCount() {
    return nanCount;
  }

  @Override
  public void clear() {
    valueCount = 0;
    nanCount = 0;
    min = Float.POSITIVE_INFINITY;
    max = Float.NEGATIVE_INFINITY;
  }

  private static int nanCount(int[] bits, int count) {
    int nans = 0;
    for (int i = 0; i < count; i++) {
      nans += Float.isNaN(Float.intBitsToFloat(bits[i])) ? 1 : 0;
    }
    return nans;
  }

  // A comparison with NaN is false, so NaN never becomes a bound.
  private static float min(int[] bits, int count, float start) {
    float min = start;
    for (int i = 0; i < count; i++) {
      float value = Float.intBitsToFloat(bits[i]);
      min = value < min ? value : min;
    }
    return min;
  }

  private static float max(int[] bits, int count, float start) {
    float max = start;
    for (int i = 0; i < count; i++) {
      float value = Float.intBitsToFloat(bits[i]);
      max = value > max ? value : max;
    }
    return max;
  }
}
