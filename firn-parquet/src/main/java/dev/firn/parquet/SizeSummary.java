package dev.firn.parquet;

/** Byte strings that have no order: only how many bytes they are. */
final class SizeSummary implements Summary {
  private static final byte[] NONE = {};

  private long valueBytes;

  @Override
  public void add(Workspace workspace, int count) {
    valueBytes += PlainEncoder.sum(workspace.lengths, count);
  }

  @Override
  public boolean hasBounds() {
    return false;
  }

  @Override
  public byte[] min() {
    return NONE;
  }

  @Override
  public byte[] max() {
    return NONE;
  }

  @Override
  public long valueBytes() {
    return valueBytes;
  }

  @Override
  public void clear() {
    valueBytes = 0;
  }
}
