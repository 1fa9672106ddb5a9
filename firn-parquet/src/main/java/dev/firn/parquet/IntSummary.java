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

  // Four at a time: one after the other, each comparison would wait for the one before it.
  private static int min(int[] values, int count, int start) {
    int a = start;
    int b = start;
    int c = start;
    int d = start;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a = Math.min(a, values[i]);
      b = Math.min(b, values[i + 1]);
      c = Math.min(c, values[i + 2]);
      d = Math.min(d, values[i + 3]);
    }
    for (; i < count; i++) {
      a = Math.min(a, values[i]);
    }
    return Math.min(Math.min(a, b), Math.min(c, d));
  }

  private static int max(int[] values, int count, int start) {
    int a = start;
    int b = start;
    int c = start;
    int d = start;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a = Math.max(a, values[i]);
      b = Math.max(b, values[i + 1]);
      c = Math.max(c, values[i + 2]);
      d = Math.max(d, values[i + 3]);
    }
    for (; i < count; i++) {
      a = Math.max(a, values[i]);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }
}
