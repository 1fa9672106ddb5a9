package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * One leaf column of the open row group. Rows come in slices; their levels and values collect in
 * the open page until it is full, and finished pages in the chunk.
 *
 * <p>Values go through the dictionary first. After each page it is asked whether it pays: places
 * and entries together must be smaller than the plain values. If that fails on the first page, the
 * page is turned back into plain values and the dictionary is dropped; later, or when it is full,
 * the pages so far keep it and the rest of the chunk is plain.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class ColumnWriter {
  /** What becomes of the values that come now. */
  private enum Mode {
    /** The first page with dictionary, which may still turn plain. */
    TRIAL,
    INDEXED,
    PLAIN
  }

  private final LeafColumn column;
  private final int pageBytesMax;
  private final int pageRowsMax;
  private final ValueLoader loader;
  private final @Nullable Dictionary dictionary;
  private final OpenPage page;
  private final BitBuffer levels;
  private final GrowableBuffer indexes;
  private final PlainPage plain;
  private final ChunkPages pages;
  private Mode mode;

  /** The plain bytes that the pages with dictionary stand for, and what their places took. */
  private long indexedPlainBytes;

  private long indexedBytes;
  private double storedRatioBefore = 1;

  ColumnWriter(LeafColumn column, WriterOptions options, BufferPool pool) {
    this.column = column;
    this.pageBytesMax = options.pageBytesMax();
    this.pageRowsMax = options.pageRowsMax();
    this.loader = ColumnParts.loader(column);
    this.dictionary = ColumnParts.dictionary(column, options.dictionaryBytesMax(), pool);
    this.page = new OpenPage(Summary.of(column.layout()));
    this.levels = new BitBuffer(pool);
    this.indexes = new GrowableBuffer(pool);
    this.plain = ColumnParts.plainPage(column.layout(), pool);
    this.pages = new ChunkPages(options.compressionOf(column.dottedPath()), pool);
    this.mode = firstMode();
  }

  LeafColumn column() {
    return column;
  }

  /** Appends rows of the vector. */
  void append(FieldVector vector, int position, int rowCount, Workspace workspace) {
    int done = 0;
    while (done < rowCount) {
      done += appendSlice(vector, position + done, rowCount - done, workspace);
    }
  }

  /** Finishes the chunk's last page and its dictionary page. */
  void finishChunk(Workspace workspace) {
    endPage(workspace);
    if (dictionary != null && pages.indexedPageCount() > 0) {
      pages.addDictionaryPage(dictionary, workspace);
    }
  }

  /** The chunk, once it is finished. */
  FinishedChunk finishedChunk() {
    boolean isDistinct = mode != Mode.PLAIN && !column.layout().isFloating();
    return new FinishedChunk(
        column, pages, isDistinct && dictionary != null ? dictionary.entryCount() : 0);
  }

  /** Forgets the chunk, which was flushed, and begins the next. */
  void beginChunk() {
    storedRatioBefore = storedRatio();
    pages.release();
    if (dictionary != null) {
      dictionary.release();
    }
    indexedPlainBytes = 0;
    indexedBytes = 0;
    mode = firstMode();
  }

  /** What the chunk would take if it ended now, before compression. */
  long encodedBytes() {
    return pages.encodedBytes() + pendingBytes();
  }

  /** An estimate of what the chunk would take if it ended now, as stored. */
  long storedBytesEstimate() {
    return pages.storedBytes() + (long) (pendingBytes() * storedRatio());
  }

  /** How much compression leaves, by the pages so far or else by the chunk before. */
  private double storedRatio() {
    return pages.encodedBytes() == 0
        ? storedRatioBefore
        : (double) pages.storedBytes() / pages.encodedBytes();
  }

  private long pendingBytes() {
    long levelBytes = levels.bitCount() >>> 3;
    if (dictionary == null) {
      return levelBytes + plain.byteCount();
    }
    int width = HybridEncoder.width(dictionary.entryCount());
    long indexBytes = (indexes.byteCount() / Integer.BYTES * width) >>> 3;
    return levelBytes + plain.byteCount() + indexBytes + dictionary.plainEntries().byteCount();
  }

  private Mode firstMode() {
    return dictionary == null ? Mode.PLAIN : Mode.TRIAL;
  }

  /** Appends at least one row, or ends a page that has no room for it; returns the rows taken. */
  private int appendSlice(FieldVector vector, int position, int rowCount, Workspace workspace) {
    int wanted =
        Math.min(Math.min(rowCount, Workspace.SLICE_ROWS_MAX), pageRowsMax - page.rowCount());
    int fitting = rowsThatFit(vector, position, wanted);
    if (fitting == 0 && !page.isEmpty()) {
      endPage(workspace);
      return 0;
    }
    int taken = encode(vector, position, Math.max(1, fitting), workspace);
    if (page.rowCount() == pageRowsMax) {
      endPage(workspace);
    }
    return taken;
  }

  private int rowsThatFit(FieldVector vector, int position, int wanted) {
    long pending = mode == Mode.TRIAL ? indexedPlainBytes : plain.byteCount();
    if (mode == Mode.INDEXED) {
      return (int) Math.min(wanted, (pageBytesMax - indexes.byteCount()) / Integer.BYTES);
    }
    return pending >= pageBytesMax
        ? 0
        : loader.rowsThatFit(vector, position, wanted, pageBytesMax - pending);
  }

  private int encode(FieldVector vector, int position, int rowCount, Workspace workspace) {
    int valueCount = loadValidity(vector, position, rowCount, workspace);
    loader.load(vector, position, rowCount, valueCount, workspace);
    if (mode != Mode.PLAIN && dictionary != null) {
      return encodeIndexed(dictionary, rowCount, valueCount, workspace);
    }
    plain.append(workspace, valueCount);
    take(rowCount, valueCount, workspace);
    return rowCount;
  }

  private int encodeIndexed(Dictionary entries, int rowCount, int valueCount, Workspace workspace) {
    int known = entries.index(workspace, valueCount);
    int rows =
        known == valueCount ? rowCount : Bits.bitsHolding(workspace.validity, rowCount, known);
    Memory.writeInts(workspace.indexes, known, indexes.reserve((long) known * Integer.BYTES));
    indexes.advance((long) known * Integer.BYTES);
    indexedPlainBytes += entries.plainBytes(workspace, known);
    Bits.cut(workspace.validity, rows);
    take(rows, known, workspace);
    if (known < valueCount) {
      endPage(workspace);
      closeDictionary(entries);
    }
    return rows;
  }

  private void take(int rowCount, int valueCount, Workspace workspace) {
    if (!column.isRequired()) {
      levels.append(workspace.validity, rowCount);
    }
    page.add(rowCount, valueCount, workspace);
  }

  private int loadValidity(FieldVector vector, int position, int rowCount, Workspace workspace) {
    if (Nulls.mayOccur(vector)) {
      Bits.read(vector.getValidityBufferAddress(), position, rowCount, workspace.validity);
      return Bits.count(workspace.validity, rowCount);
    }
    Bits.fill(workspace.validity, rowCount);
    return rowCount;
  }

  private void endPage(Workspace workspace) {
    if (page.isEmpty()) {
      return;
    }
    workspace.levels.clear();
    if (!column.isRequired()) {
      LevelEncoder.encode(levels.address(), page.rowCount(), page.valueCount(), workspace.levels);
    }
    if (mode == Mode.PLAIN || dictionary == null || isUntried()) {
      pages.addDataPage(page, Encoding.PLAIN, plain.address(), plain.byteCount(), workspace);
    } else {
      endIndexedPage(dictionary, workspace);
    }
    page.clear();
    levels.clear();
    indexes.clear();
    plain.clear();
  }

  /** A page of nulls only says nothing about the dictionary, so the next page is the trial. */
  private boolean isUntried() {
    return mode == Mode.TRIAL && page.valueCount() == 0;
  }

  private void endIndexedPage(Dictionary entries, Workspace workspace) {
    GrowableBuffer encoded = workspace.encoded;
    encoded.clear();
    int width = HybridEncoder.width(entries.entryCount());
    Memory.writeByte(encoded.reserve(1), width);
    encoded.advance(1);
    HybridEncoder.encode(indexes.address(), page.valueCount(), width, encoded);
    indexedBytes += encoded.byteCount();
    boolean pays = indexedBytes + entries.plainEntries().byteCount() < indexedPlainBytes;
    if (mode == Mode.TRIAL && !pays && plain instanceof PlainBytes values) {
      values.append(entries, indexes.address(), page.valueCount());
      pages.addDataPage(page, Encoding.PLAIN, values.address(), values.byteCount(), workspace);
      entries.release();
      mode = Mode.PLAIN;
      return;
    }
    pages.addDataPage(
        page, Encoding.RLE_DICTIONARY, encoded.address(), encoded.byteCount(), workspace);
    mode = Mode.INDEXED;
    if (!pays) {
      closeDictionary(entries);
    }
  }

  private void closeDictionary(Dictionary entries) {
    entries.releaseLookup();
    mode = Mode.PLAIN;
  }
}
