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
  private long encodeNanos;
  private long compressNanos;

  /**
   * @param pageRowsMax see {@link PageRows}
   */
  ColumnWriter(
      LeafColumn column,
      WriterOptions options,
      int pageRowsMax,
      ShortChunkChoice choice,
      BufferPool pool) {
    this.column = column;
    ColumnLoader loader = new ColumnLoader(column);
    if (column.isFlat()) {
      FlatLevels levels = new FlatLevels(column, pool);
      this.pages = new ColumnPages(column, levels, options, pageRowsMax, choice, pool);
      this.rows = new FlatRowEncoder(loader, levels, pages);
    } else {
      NestedLevels levels = new NestedLevels(column, pool);
      this.pages = new ColumnPages(column, levels, options, pageRowsMax, choice, pool);
      this.rows = new NestedRowEncoder(column, loader, levels, pages);
    }
  }

  LeafColumn column() {
    return column;
  }

  /** Appends rows of the vectors. */
  void append(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    long begun = workspace.nanos.getAsLong();
    long compressedBefore = workspace.compressor.spentNanos();
    int done = 0;
    while (done < rowCount) {
      done += rows.appendSlice(vectors, position + done, rowCount - done, workspace);
    }
    count(begun, compressedBefore, workspace);
  }

  /** Finishes the chunk's last page and its dictionary page. */
  void finishChunk(Workspace workspace) {
    long begun = workspace.nanos.getAsLong();
    long compressedBefore = workspace.compressor.spentNanos();
    pages.finishChunk(workspace);
    count(begun, compressedBefore, workspace);
  }

  /** The chunk, once it is finished. */
  FinishedChunk finishedChunk() {
    return pages.finishedChunk();
  }

  /** What the chunk has taken so far. */
  ChunkTimes times() {
    return new ChunkTimes(encodeNanos, compressNanos);
  }

  /** Forgets the chunk, which was flushed, and begins the next. */
  void beginChunk() {
    pages.beginChunk();
    encodeNanos = 0;
    compressNanos = 0;
  }

  /** What the chunk would take if it ended now, before compression. */
  long encodedBytes() {
    return pages.encodedBytes();
  }

  /** An estimate of what the chunk would take if it ended now, as stored. */
  long storedBytesEstimate() {
    return pages.storedBytesEstimate();
  }

  private void count(long begun, long compressedBefore, Workspace workspace) {
    long compressed = workspace.compressor.spentNanos() - compressedBefore;
    compressNanos += compressed;
    encodeNanos += workspace.nanos.getAsLong() - begun - compressed;
  }
}
