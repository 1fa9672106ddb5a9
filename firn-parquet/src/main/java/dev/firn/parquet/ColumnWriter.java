package dev.firn.parquet;

/**
 * One leaf column of the open row group. Rows come in slices; their levels and values collect in
 * the open page until it is full, and finished pages in the chunk.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class ColumnWriter {
  private final LeafColumn column;
  private final ColumnPages pages;
  private final RowEncoder rows;

  ColumnWriter(LeafColumn column, WriterOptions options, BufferPool pool) {
    this.column = column;
    ValueLoader loader = ColumnParts.loader(column);
    if (column.isFlat()) {
      FlatLevels levels = new FlatLevels(column, pool);
      this.pages = new ColumnPages(column, levels, options, pool);
      this.rows = new FlatRowEncoder(loader, levels, pages);
    } else {
      NestedLevels levels = new NestedLevels(column, pool);
      this.pages = new ColumnPages(column, levels, options, pool);
      this.rows = new NestedRowEncoder(column, loader, levels, pages);
    }
  }

  LeafColumn column() {
    return column;
  }

  /** Appends rows of the vectors. */
  void append(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    int done = 0;
    while (done < rowCount) {
      done += rows.appendSlice(vectors, position + done, rowCount - done, workspace);
    }
  }

  /** Finishes the chunk's last page and its dictionary page. */
  void finishChunk(Workspace workspace) {
    pages.finishChunk(workspace);
  }

  /** The chunk, once it is finished. */
  FinishedChunk finishedChunk() {
    return pages.finishedChunk();
  }

  /** Forgets the chunk, which was flushed, and begins the next. */
  void beginChunk() {
    pages.beginChunk();
  }

  /** What the chunk would take if it ended now, before compression. */
  long encodedBytes() {
    return pages.encodedBytes();
  }

  /** An estimate of what the chunk would take if it ended now, as stored. */
  long storedBytesEstimate() {
    return pages.storedBytesEstimate();
  }
}
