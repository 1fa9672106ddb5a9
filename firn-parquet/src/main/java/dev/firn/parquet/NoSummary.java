package dev.firn.parquet;

/** Of values that have no order. */
final class NoSummary implements Summary {
  private static final byte[] NONE = {};

  @Override
  public void add(Workspace workspace, int count) {}

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
  public void clear() {}
}
