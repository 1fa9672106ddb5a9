package dev.firn.parquet;

/** Plain values of whole bytes. */
final class PlainBytes implements PlainPage {
  private final PlainEncoder encoder;
  private final GrowableBuffer bytes;

  PlainBytes(PlainEncoder encoder, BufferPool pool) {
    this.encoder = encoder;
    this.bytes = new GrowableBuffer(pool);
  }

  @Override
  public void append(Workspace workspace, int count) {
    encoder.encode(workspace, count, bytes);
  }

  /** Appends values that were kept as places in a dictionary. */
  void append(Dictionary dictionary, long indexes, int count) {
    dictionary.decode(indexes, count, bytes);
  }

  @Override
  public long address() {
    return bytes.address();
  }

  @Override
  public long byteCount() {
    return bytes.byteCount();
  }

  @Override
  public void clear() {
    bytes.clear();
  }
}
