package dev.firn.sql.metadata;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a metadata table as Arrow batches. Each batch has buffers of its own, because whoever
 * took the last one may still hold them.
 *
 * <p>Threads: one.
 */
final class MetadataReader extends ArrowReader {
  /** What DuckDB handles at a time is twice this. */
  private static final int BATCH_ROWS_MAX = 1_024;

  /** A file of a thousand columns is a row of ten thousand values; so many are a few megabytes. */
  private static final long BATCH_VALUES_MAX = 131_072;

  private final Schema schema;
  private final CloseableIterator<@Nullable Object[]> rows;

  MetadataReader(BufferAllocator allocator, MetadataRows rows) {
    super(allocator);
    this.schema = rows.schema();
    this.rows = rows.rows();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    VectorSchemaRoot root = getVectorSchemaRoot();
    root.clear();
    int rowCount = 0;
    long values = 0;
    while (rowCount < BATCH_ROWS_MAX && values < BATCH_VALUES_MAX && rows.hasNext()) {
      @Nullable Object[] row = rows.next();
      for (int i = 0; i < row.length; i++) {
        values += VectorCells.set(root.getVector(i), rowCount, row[i]);
      }
      rowCount++;
    }
    root.setRowCount(rowCount);
    return rowCount > 0;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() throws IOException {
    rows.close();
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
