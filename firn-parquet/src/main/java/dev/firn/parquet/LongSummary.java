package dev.firn.parquet;

/** Bounds of signed 64-bit numbers. */
final class LongSummary implements Summary {
  private boolean hasBounds;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  @Override
  public void add(Workspace workspace, int count) {
    hasBounds |= count > 0;
    min = min(workspace.longs, count, min);
    max = max(workspace.longs, count, max);
  }

  @Override
  public boolean hasBounds() {
    return hasBounds;
  }

  @Override
  public byte[] min() {
    return PlainValue.of(min);
  }

  @Override
  public byte[] max() {
    return PlainValue.of(max);
  }

  @Override
  public void clear() {
    hasBounds = false;
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
  }

  private static long min(long[] values, int count, long start) {
    long min = start;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  private static long max(long[] values, int count, long start) {
    long max = start;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }
}
