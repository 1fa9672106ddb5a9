package dev.firn.parquet;

import java.util.List;

/** A bit for each row, or nothing if the column is required. */
final class FlatLevels implements PageLevels {
  private final boolean isRequired;
  private final BitBuffer bits;

  FlatLevels(LeafColumn column, BufferPool pool) {
    this.isRequired = column.isRequired();
    this.bits = new BitBuffer(pool);
  }

  /** Appends rows; a set bit is a value. */
  void append(long[] validity, int rowCount) {
    if (!isRequired) {
      bits.append(validity, rowCount);
    }
  }

  @Override
  public long byteCount() {
    return bits.bitCount() >>> 3;
  }

  @Override
  public int encode(OpenPage page, Workspace workspace) {
    workspace.levels.clear();
    if (!isRequired) {
      LevelEncoder.encode(bits.address(), page.rowCount(), page.valueCount(), workspace.levels);
    }
    return 0;
  }

  @Override
  public List<Long> definitionCounts(OpenPage page) {
    return isRequired ? List.of() : List.of((long) page.nullCount(), (long) page.valueCount());
  }

  @Override
  public List<Long> repetitionCounts() {
    return List.of();
  }

  @Override
  public void clear() {
    bits.clear();
  }
}
