package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The open page of a column and the finished pages of its chunk.
 *
 * <p>Values go through the dictionary first. After each page it is asked whether it pays: places
 * and entries together must be smaller than the plain values. If that fails on the first page, the
 * page is turned back into plain values and the dictionary is dropped; later, or when it is full,
 * the pages so far keep it and the rest of the chunk is plain.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class ColumnPages {
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
  private final @Nullable Dictionary dictionary;
  private final OpenPage page;
  private final PageLevels levels;
  private final GrowableBuffer indexes;
  private final PlainPage plain;
  private final ChunkPages pages;
  private final @Nullable ColumnFilter filter;
  private Mode mode;

  /** The plain bytes that the pages with dictionary stand for, and what their places took. */
  private long indexedPlainBytes;

  private long indexedBytes;
  private double storedRatioBefore = 1;

  /** Where {@link #dropIndexes} goes back to. */
  private long markedIndexBytes;

  private long markedPlainBytes;

  ColumnPages(LeafColumn column, PageLevels levels, WriterOptions options, BufferPool pool) {
    this.column = column;
    this.pageBytesMax = options.pageBytesMax();
    this.pageRowsMax = options.pageRowsMax();
    this.dictionary = ColumnParts.dictionary(column, options.dictionaryBytesMax(), pool);
    this.page = new OpenPage(Summary.of(column));
    this.levels = levels;
    this.indexes = new GrowableBuffer(pool);
    this.plain = ColumnParts.plainPage(column.layout(), pool);
    this.pages = new ChunkPages(column, options, pool);
    this.filter = ColumnParts.filter(column, options, pool);
    this.mode = firstMode();
  }

  boolean isPageEmpty() {
    return page.isEmpty();
  }

  /** How many rows the open page may still take. */
  int rowsLeft() {
    return pageRowsMax - page.rowCount();
  }

  /** Whether the open page may take levels of these bytes, the values so far aside. */
  boolean hasRoomFor(long levelBytes) {
    return levelBytes <= pageBytesMax;
  }

  /**
   * How many slots from this position on surely fit into the open page, beside levels that take
   * these bytes.
   */
  int valuesThatFit(
      ValueLoader loader, FieldVector vector, int position, int wanted, long levelBytes) {
    long bytesMax = pageBytesMax - levelBytes;
    if (mode == Mode.INDEXED) {
      return Math.clamp((bytesMax - indexes.byteCount()) / Integer.BYTES, 0, wanted);
    }
    long pending = mode == Mode.TRIAL ? indexedPlainBytes : plain.byteCount();
    return pending >= bytesMax
        ? 0
        : loader.rowsThatFit(vector, position, wanted, bytesMax - pending);
  }

  /** The dictionary that values go through now, or null if they go in plain. */
  @Nullable Dictionary openDictionary() {
    return mode == Mode.PLAIN ? null : dictionary;
  }

  /**
   * Looks the workspace's values up and appends their places.
   *
   * @return how many; less than {@code valueCount} if the dictionary has no room for the next one
   */
  int appendIndexes(Dictionary entries, Workspace workspace, int valueCount) {
    int known = entries.index(workspace, valueCount);
    Memory.writeInts(workspace.indexes, known, indexes.reserve((long) known * Integer.BYTES));
    indexes.advance((long) known * Integer.BYTES);
    indexedPlainBytes += entries.plainBytes(workspace, known);
    return known;
  }

  /** Remembers the places so far. */
  void markIndexes() {
    markedIndexBytes = indexes.byteCount();
    markedPlainBytes = indexedPlainBytes;
  }

  /** Takes back the places appended since they were marked. */
  void dropIndexes() {
    indexes.truncate(markedIndexBytes);
    indexedPlainBytes = markedPlainBytes;
  }

  /** Appends the workspace's values. */
  void appendPlain(Workspace workspace, int valueCount) {
    plain.append(workspace, valueCount);
  }

  /** Counts rows whose levels and values were appended. */
  void addRows(int rowCount, int levelCount) {
    page.addRows(rowCount, levelCount);
  }

  /** Takes the workspace's values into the page's bounds and counts. */
  void addValues(Workspace workspace, int valueCount) {
    page.addValues(workspace, valueCount);
    pages.addValues(workspace, valueCount);
    if (filter != null && openDictionary() == null) {
      filter.add(workspace, valueCount);
    }
  }

  /** Ends the open page if it has all the rows that a page may have. */
  void endPageIfFull(Workspace workspace) {
    if (page.rowCount() == pageRowsMax) {
      endPage(workspace);
    }
  }

  /** Ends the open page, unless it is empty. */
  void endPage(Workspace workspace) {
    if (page.isEmpty()) {
      return;
    }
    int repetitionBytes = levels.encode(page, workspace);
    page.countLevels(levels, repetitionBytes);
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

  /** Lets the pages so far keep the dictionary; what comes now is plain. */
  void closeDictionary(Dictionary entries) {
    handToFilter(entries);
    entries.releaseLookup();
    mode = Mode.PLAIN;
  }

  /** Ends the open page and does without the dictionary from here on. */
  void abandonDictionary(Workspace workspace) {
    endPage(workspace);
    if (dictionary != null) {
      if (pages.indexedPageCount() == 0) {
        dictionary.release();
      }
      closeDictionary(dictionary);
    }
  }

  /** Finishes the chunk's last page and its dictionary page. */
  void finishChunk(Workspace workspace) {
    endPage(workspace);
    if (dictionary != null && pages.indexedPageCount() > 0) {
      pages.addDictionaryPage(dictionary, workspace);
    }
    if (filter != null) {
      filter.finish(openDictionary());
    }
  }

  /** The chunk, once it is finished. */
  FinishedChunk finishedChunk() {
    boolean isDistinct = mode != Mode.PLAIN && !column.layout().isFloating();
    return new FinishedChunk(
        column, pages, filter, isDistinct && dictionary != null ? dictionary.entryCount() : 0);
  }

  /** Forgets the chunk, which was flushed, and begins the next. */
  void beginChunk() {
    storedRatioBefore = storedRatio();
    pages.release();
    if (dictionary != null) {
      dictionary.release();
    }
    if (filter != null) {
      filter.release();
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
    long filterBytes = filter == null ? 0 : filter.bytesEstimate(openDictionary());
    return pages.storedBytes() + (long) (pendingBytes() * storedRatio()) + filterBytes;
  }

  /** How much compression leaves, by the pages so far or else by the chunk before. */
  private double storedRatio() {
    return pages.encodedBytes() == 0
        ? storedRatioBefore
        : (double) pages.storedBytes() / pages.encodedBytes();
  }

  private long pendingBytes() {
    if (dictionary == null) {
      return levels.byteCount() + plain.byteCount();
    }
    int width = HybridEncoder.width(dictionary.entryCount());
    long indexBytes = (indexes.byteCount() / Integer.BYTES * width) >>> 3;
    return levels.byteCount()
        + plain.byteCount()
        + indexBytes
        + dictionary.plainEntries().byteCount();
  }

  private Mode firstMode() {
    return dictionary == null ? Mode.PLAIN : Mode.TRIAL;
  }

  /** A page of nulls only says nothing about the dictionary, so the next page is the trial. */
  private boolean isUntried() {
    return mode == Mode.TRIAL && page.valueCount() == 0;
  }

  /** What went through the dictionary so far, before values come that do not. */
  private void handToFilter(Dictionary entries) {
    if (filter != null && mode != Mode.PLAIN) {
      filter.add(entries);
    }
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
      handToFilter(entries);
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
}
