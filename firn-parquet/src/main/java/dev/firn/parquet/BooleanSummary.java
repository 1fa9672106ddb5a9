package dev.firn.parquet;

/** Whether there were any falses and any trues. */
final class BooleanSummary implements Summary {
  private long valueCount;
  private long trueCount;

  @Override
  public void add(Workspace workspace, int count) {
    Bits.cut(workspace.booleans, count);
    valueCount += count;
    trueCount += Bits.count(workspace.booleans, count);
  }

  @Override
  public boolean hasBounds() {
    return valueCount > 0;
  }

  @Override
  public byte[] min() {
    return new byte[] {(byte) (trueCount == valueCount ? 1 : 0)};
  }

  @Override
  public byte[] max() {
    return new byte[] {(byte) (trueCount > 0 ? 1 : 0)};
  }

  @Override
  public void clear() {
    valueCount = 0;
    trueCount = 0;
  }
}
