package dev.firn.engine.batch;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Rows as a source gave them: its columns, its types, nothing checked.
 *
 * <p>Owns the buffers of its root until {@link #close}; a projection takes out of it what it can
 * use unchanged. The root may be the reused root of an Arrow reader: closing the batch empties it
 * and the reader fills it again. The dictionaries stay their reader's.
 *
 * <p>Threads: one at a time.
 */
public final class IncomingBatch implements AutoCloseable {
  private final BatchOrigin origin;
  private final VectorSchemaRoot root;
  private final DictionaryProvider dictionaries;

  private IncomingBatch(
      BatchOrigin origin, VectorSchemaRoot root, DictionaryProvider dictionaries) {
    this.origin = origin;
    this.root = root;
    this.dictionaries = dictionaries;
  }

  /** A batch without dictionary-encoded columns. */
  public static IncomingBatch of(BatchOrigin origin, VectorSchemaRoot root) {
    return of(origin, root, new DictionaryProvider.MapDictionaryProvider());
  }

  /** A batch whose dictionary-encoded columns are decoded by {@code dictionaries}. */
  public static IncomingBatch of(
      BatchOrigin origin, VectorSchemaRoot root, DictionaryProvider dictionaries) {
    return new IncomingBatch(origin, root, dictionaries);
  }

  public BatchOrigin origin() {
    return origin;
  }

  public VectorSchemaRoot root() {
    return root;
  }

  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  public int rowCount() {
    return root.getRowCount();
  }

  @Override
  public void close() {
    // Not closed: a struct that is closed forgets its fields, and a reader fills its root again.
    root.clear();
  }
}
