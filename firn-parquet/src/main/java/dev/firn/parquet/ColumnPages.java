package dev.firn.parquet;

import dev.firn.parquet.EncodingPlan.DictionaryUse;
import org.jspecify.annotations.Nullable;

/**
 * The open page of a column and the finished pages of its chunk.
 *
 * <p>Values go through the dictionary first, if there is one. After each page it is asked whether
 * it pays: places and entries together must be smaller than the plain values. On the first page it
 * may also be held against the other encodings that the column may have; if it loses, the page is
 * turned back into plain values and the dictionary is dropped. Later, or when it is full, the pages
 * so far keep it. All other pages wait as plain values and get their encoding when they end.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class ColumnPages {
  /** What becomes of the values that come now. */
  private enum Mode {
    /** The first page with dictionary, which may still do without. */
    TRIAL,
    INDEXED,
    DIRECT
  }

  private final LeafColumn column;
  private final boolean hasLengths;
  private final ShortChunkChoice choice;
  private final int pageBytesMax;
  private final int pageRowsMax;
  private final DictionaryUse dictionaryUse;
  private final @Nullable DictionaryPlaces dictionary;
  private final OpenPage page;
  private final PageLevels levels;
  private final PlainPage plain;
  private final DirectEncoding direct;
  private final ChunkPages pages;
  private final @Nullable ColumnFilter filter;
  private Mode mode;
  private double storedRatioBefore = 1;

  ColumnPages(
      LeafColumn column,
      PageLevels levels,
      WriterOptions options,
      int pageRowsMax,
      ShortChunkChoice choice,
      BufferPool pool) {
    EncodingPlan plan = EncodingPlan.of(column, options);
    this.column = column;
    this.hasLengths = column.layout().isVariable();
    this.choice = choice;
    this.pageBytesMax = options.pageBytesMax();
    this.pageRowsMax = pageRowsMax;
    this.dictionaryUse = plan.dictionary();
    this.dictionary = ColumnParts.dictionary(column, plan, options, pool);
    this.page = new OpenPage(Summary.of(column));
    this.levels = levels;
    this.plain = ColumnParts.plainPage(column.layout(), pool);
    this.direct = new DirectEncoding(column, plan, options.compressionOf(column.dottedPath()));
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
      ColumnLoader loader, ColumnVectors vectors, int position, int wanted, long levelBytes) {
    long bytesMax = pageBytesMax - levelBytes;
    if (mode == Mode.INDEXED && dictionary != null) {
      return dictionary.placesThatFit(bytesMax, wanted);
    }
    long pending =
        mode == Mode.TRIAL && dictionary != null ? dictionary.plainBytes() : plain.byteCount();
    return pending >= bytesMax
        ? 0
        : loader.slotsThatFit(vectors, position, wanted, bytesMax - pending);
  }

  /** The dictionary that values go through now, or null if they go in plain. */
  @Nullable DictionaryPlaces openDictionary() {
    return mode == Mode.DIRECT ? null : dictionary;
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
    DictionaryPlaces open = openDictionary();
    page.addValues(valueCount, hasLengths ? PlainEncoder.sum(workspace.lengths, valueCount) : 0);
    if (open == null || !open.hasBounds()) {
      page.addBounds(workspace, valueCount);
    }
    pages.addValues(workspace, valueCount);
    if (filter != null && open == null) {
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
    endPage(EncodingPolicy.PAGES_FORESEEN, false, workspace);
  }

  /** Ends the open page and does without the dictionary from here on, because it is full. */
  void abandonDictionary(Workspace workspace) {
    endPage(1, false, workspace);
    if (dictionary != null) {
      closeDictionary(dictionary);
      if (pages.pageCount(Encoding.RLE_DICTIONARY) == 0) {
        dictionary.entries().release();
      }
    }
  }

  /** Finishes the chunk's last page and its dictionary page. */
  void finishChunk(Workspace workspace) {
    endPage(1, true, workspace);
    if (dictionary != null && pages.pageCount(Encoding.RLE_DICTIONARY) > 0) {
      pages.addDictionaryPage(dictionary.entries(), workspace);
    }
    if (filter != null) {
      filter.finish(openEntries());
    }
  }

  /** The chunk, once it is finished. */
  FinishedChunk finishedChunk() {
    boolean isDistinct = mode != Mode.DIRECT && !column.layout().isFloating();
    return new FinishedChunk(
        column,
        pages,
        filter,
        isDistinct && dictionary != null ? dictionary.entries().entryCount() : 0);
  }

  /** Forgets the chunk, which was flushed, and begins the next. */
  void beginChunk() {
    storedRatioBefore = storedRatio();
    pages.release();
    if (dictionary != null) {
      dictionary.beginChunk();
    }
    if (filter != null) {
      filter.release();
    }
    direct.beginChunk();
    mode = firstMode();
  }

  /** What the chunk would take if it ended now, before compression. */
  long encodedBytes() {
    return pages.encodedBytes() + pendingBytes();
  }

  /** An estimate of what the chunk would take if it ended now, as stored. */
  long storedBytesEstimate() {
    long filterBytes = filter == null ? 0 : filter.bytesEstimate(openEntries());
    return pages.storedBytes() + (long) (pendingBytes() * storedRatio()) + filterBytes;
  }

  /** How much compression leaves, by the pages so far or else by the chunk before. */
  private double storedRatio() {
    return pages.encodedBytes() == 0
        ? storedRatioBefore
        : (double) pages.storedBytes() / pages.encodedBytes();
  }

  private long pendingBytes() {
    long dictionaryBytes = dictionary == null ? 0 : dictionary.pendingBytes();
    return levels.byteCount() + direct.encodedBytes(plain.byteCount()) + dictionaryBytes;
  }

  private Mode firstMode() {
    return dictionary == null ? Mode.DIRECT : Mode.TRIAL;
  }

  /**
   * @param pagesMax the most pages that the dictionary, if it is kept, will have
   * @param isChunkEnd whether it is the chunk's last page
   */
  private void endPage(int pagesMax, boolean isChunkEnd, Workspace workspace) {
    if (page.isEmpty()) {
      return;
    }
    DictionaryPlaces open = openDictionary();
    if (open != null) {
      open.addBounds(page, workspace);
    }
    int repetitionBytes = levels.encode(page, workspace);
    page.countLevels(levels, repetitionBytes);
    if (mode == Mode.DIRECT || dictionary == null || isUntried()) {
      endDirectPage(workspace);
    } else if (mode == Mode.TRIAL) {
      endTrialPage(dictionary, pagesMax, isChunkEnd, workspace);
    } else {
      endIndexedPage(dictionary, workspace);
    }
    if (dictionary != null) {
      dictionary.clearPlaces();
    }
    page.clear();
    levels.clear();
    plain.clear();
  }

  /** A page of nulls only says nothing about the dictionary, so the next page is the trial. */
  private boolean isUntried() {
    return mode == Mode.TRIAL && page.valueCount() == 0;
  }

  private void endDirectPage(Workspace workspace) {
    Encoding encoding = direct.encode(plain, page.valueCount(), workspace);
    if (encoding == Encoding.PLAIN) {
      pages.addDataPage(page, encoding, plain.address(), plain.byteCount(), workspace);
    } else {
      addEncodedPage(encoding, workspace);
    }
  }

  private void endTrialPage(
      DictionaryPlaces places, int pagesMax, boolean isShort, Workspace workspace) {
    places.encode(page.valueCount(), workspace);
    long dictionaryBytes = places.bytesWith(workspace.encoded.byteCount());
    boolean pays = dictionaryBytes < places.plainBytes();
    boolean isTried =
        dictionaryUse == DictionaryUse.IF_BEST
            && places.plainBytes() >= EncodingPolicy.TRIAL_BYTES_MIN
            && !EncodingPolicy.isClear(dictionaryBytes, places.plainBytes());
    if (!isTried) {
      endTrial(places, pays, workspace);
    } else if (isShort) {
      endShortChunk(places, pays, workspace);
    } else {
      endTrial(places, pays && isBestOf(places, pagesMax, workspace), workspace);
    }
  }

  private void endTrial(DictionaryPlaces places, boolean isKept, Workspace workspace) {
    if (isKept) {
      mode = Mode.INDEXED;
      addIndexedPage(places, workspace);
    } else if (plain instanceof PlainBytes values) {
      places.decode(page.valueCount(), values);
      handToFilter(places);
      places.entries().release();
      mode = Mode.DIRECT;
      endDirectPage(workspace);
    }
  }

  /** Ends a chunk of one page by what was found for another, if that still holds. */
  private void endShortChunk(DictionaryPlaces places, boolean pays, Workspace workspace) {
    Encoding known = choice.reuse();
    if (known == null || (known == Encoding.RLE_DICTIONARY && !pays)) {
      boolean isKept = pays && isBestOf(places, 1, workspace);
      endTrial(places, isKept, workspace);
      choice.remember(isKept ? Encoding.RLE_DICTIONARY : direct.chosen());
    } else if (known == Encoding.RLE_DICTIONARY) {
      endTrial(places, true, workspace);
    } else {
      direct.settle(known);
      endTrial(places, false, workspace);
    }
  }

  /**
   * Holds the dictionary against the best other encoding, and leaves its places encoded. They
   * shrink little most often, so they are compressed only if it loses without.
   */
  private boolean isBestOf(DictionaryPlaces places, int pagesMax, Workspace workspace) {
    int valueCount = page.valueCount();
    long otherBytes = bytesOfBestOther(places, workspace);
    places.encode(valueCount, workspace); // the trial wrote over it
    EncodingTrial trial = direct.trial();
    long entryBytes = trial.storedBytesByFirst(places.entries().plainEntries(), workspace);
    GrowableBuffer encoded = workspace.encoded;
    DictionaryGrowth most = places.growth(valueCount, entryBytes, encoded.byteCount());
    boolean isBest = EncodingPolicy.keepsDictionary(most, otherBytes, pagesMax);
    if (!isBest) {
      long placeBytes = trial.storedBytesByFirst(encoded, workspace);
      DictionaryGrowth growth = places.growth(valueCount, entryBytes, placeBytes);
      isBest = EncodingPolicy.keepsDictionary(growth, otherBytes, pagesMax);
    }
    if (isBest) {
      direct.widen(); // what comes when it is full may differ
    }
    return isBest;
  }

  private long bytesOfBestOther(DictionaryPlaces places, Workspace workspace) {
    int sampleCount =
        EncodingTrial.sampleCount(
            EncodingTrial.SAMPLE_BYTES, page.valueCount(), places.plainBytes());
    if (plain instanceof PlainBytes values) {
      places.decode(sampleCount, values);
    }
    long bytes = direct.narrow(plain, sampleCount, places.plainBytes(), workspace);
    plain.clear();
    return bytes;
  }

  private void endIndexedPage(DictionaryPlaces places, Workspace workspace) {
    places.encode(page.valueCount(), workspace);
    boolean pays = places.bytesWith(workspace.encoded.byteCount()) < places.plainBytes();
    addIndexedPage(places, workspace);
    if (!pays) {
      closeDictionary(places);
    }
  }

  private void addIndexedPage(DictionaryPlaces places, Workspace workspace) {
    places.countPage(workspace.encoded.byteCount());
    addEncodedPage(Encoding.RLE_DICTIONARY, workspace);
  }

  private void addEncodedPage(Encoding encoding, Workspace workspace) {
    GrowableBuffer encoded = workspace.encoded;
    pages.addDataPage(page, encoding, encoded.address(), encoded.byteCount(), workspace);
  }

  /** Lets the pages so far keep the dictionary; what comes now goes without. */
  private void closeDictionary(DictionaryPlaces places) {
    handToFilter(places);
    places.entries().releaseLookup();
    mode = Mode.DIRECT;
  }

  /** What went through the dictionary so far, before values come that do not. */
  private void handToFilter(DictionaryPlaces places) {
    if (filter != null && mode != Mode.DIRECT) {
      filter.add(places.entries());
    }
  }

  /** The entries that values go through now, or null if they go in plain. */
  private @Nullable Dictionary openEntries() {
    DictionaryPlaces places = openDictionary();
    return places == null ? null : places.entries();
  }
}
