package dev.firn.parquet;

/** Plain booleans: a bit for each value. */
final class PlainBits implements PlainPage {
  private final BitBuffer bits;

  PlainBits(BufferPool pool) {
    this.bits = new BitBuffer(pool);
  }

  @Override
  public void append(Workspace workspace, int count) {
    Bits.cut(workspace.booleans, count);
    bits.append(workspace.booleans, count);
  }

  @Override
  public long address() {
    return bits.address();
  }

  @Override
  public long byteCount() {
    return (bits.bitCount() + 7) >>> 3;
  }

  @Override
  public void clear() {
    bits.clear();
  }
}
