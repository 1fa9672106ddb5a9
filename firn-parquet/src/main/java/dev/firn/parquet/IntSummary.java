package dev.firn.parquet;

/** Bounds of signed 32-bit numbers. */
final class IntSummary implements Summary {
  private boolean hasBounds;
  private int min = Integer.MAX_VALUE;
  private int max = Integer.MIN_VALUE;

  @Override
  public void add(Workspace workspace, int count) {
    hasBounds |= count > 0;
    min = min(workspace.ints, count, min);
    max = max(workspace.ints, count, max);
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
    min = Integer.MAX_VALUE;
    max = Integer.MIN_VALUE;
  }

  private static int min(int[] values, int count, int start) {
    int min = start;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  private static int max(int[] values, int count, int start) {
    int max = start;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }
}
