package dev.firn.parquet;

/**
 * Rows that have any number of slots of the leaf's vector. A slice has as many rows as have no more
 * levels than fit into the first caches, at least one; the slots of a longer row are loaded part by
 * part.
 *
 * <p>A row is never split between pages. So when the dictionary has no room for a slice, all of its
 * places are taken back, the page ends before it, and it is encoded again as plain values.
 */
final class NestedRowEncoder implements RowEncoder {
  private static final int PART_SLOTS_MAX = Workspace.SLICE_ROWS_MAX;

  private final LeafColumn column;
  private final ColumnLoader loader;
  private final NestedLevels levels;
  private final ColumnPages pages;

  NestedRowEncoder(LeafColumn column, ColumnLoader loader, NestedLevels levels, ColumnPages pages) {
    this.column = column;
    this.loader = loader;
    this.levels = levels;
    this.pages = pages;
  }

  @Override
  public int appendSlice(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    int wanted = Math.min(Math.min(rowCount, Workspace.SLICE_ROWS_MAX), pages.rowsLeft());
    int fitting = rowsThatFit(vectors, position, rowsOfSlice(vectors, position, wanted));
    if (fitting == 0 && !pages.isPageEmpty()) {
      pages.endPage(workspace);
      return 0;
    }
    if (fitting == 0) {
      checkRow(vectors, position);
    }
    int rows = Math.max(1, fitting);
    workspace.slice.load(column, vectors, position, rows);
    if (!encodeValues(vectors, position, rows, workspace)) {
      pages.abandonDictionary(workspace);
      return 0;
    }
    levels.append(workspace.slice);
    pages.addRows(rows, workspace.slice.levelCount());
    workspace.slice.trim();
    pages.endPageIfFull(workspace);
    return rows;
  }

  /** The most rows whose levels fit into a slice, at least one. */
  private static int rowsOfSlice(ColumnVectors vectors, int position, int wanted) {
    int low = 1;
    int high = wanted;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (vectors.levelsMax(position, middle) <= Workspace.SLICE_ROWS_MAX) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The most rows that fit into the page, 0 if none does. */
  private int rowsThatFit(ColumnVectors vectors, int position, int wanted) {
    int low = 0;
    int high = wanted;
    while (low < high) {
      // Most often all of them fit, so that is asked first.
      int middle = high == wanted ? high : (low + high + 1) >>> 1;
      if (fit(vectors, position, middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private boolean fit(ColumnVectors vectors, int position, int rows) {
    int from = vectors.leafBorder(position);
    int slotCount = vectors.leafBorder(position + rows) - from;
    long levelBytes = levels.byteCount() + levels.byteCount(vectors.levelsMax(position, rows));
    return pages.valuesThatFit(loader, vectors, from, slotCount, levelBytes) == slotCount
        && pages.hasRoomFor(levelBytes);
  }

  /** A row is one page at least, which is compressed in one piece. */
  private void checkRow(ColumnVectors vectors, int position) {
    long bytes = PlainBytesBound.ofNested(column, vectors, position, 1);
    if (bytes > BytesLoader.VALUE_BYTES_MAX) {
      throw new InvalidBatchException(
          "Column '"
              + column.dottedPath()
              + "', row "
              + position
              + " of the batch: expected at most "
              + BytesLoader.VALUE_BYTES_MAX
              + " bytes in one row, found up to "
              + bytes
              + ". Make its lists shorter.");
    }
  }

  /** Encodes the slice's values; false if the dictionary has no room for them. */
  private boolean encodeValues(ColumnVectors vectors, int position, int rows, Workspace workspace) {
    int from = vectors.leafBorder(position);
    int slotCount = vectors.leafBorder(position + rows) - from;
    DictionaryPlaces dictionary = pages.openDictionary();
    if (dictionary != null && !index(dictionary, vectors, from, slotCount, workspace)) {
      return false;
    }
    for (int done = 0; done < slotCount; done += PART_SLOTS_MAX) {
      int part = Math.min(PART_SLOTS_MAX, slotCount - done);
      // What was looked up as one part is still in the workspace.
      boolean isLoaded = dictionary != null && slotCount <= PART_SLOTS_MAX;
      int valueCount =
          isLoaded
              ? Bits.count(workspace.validity, part)
              : load(vectors, from, done, part, workspace);
      if (dictionary == null) {
        pages.appendPlain(workspace, valueCount);
      }
      pages.addValues(workspace, valueCount);
    }
    return true;
  }

  private boolean index(
      DictionaryPlaces dictionary,
      ColumnVectors vectors,
      int from,
      int slotCount,
      Workspace workspace) {
    dictionary.mark();
    for (int done = 0; done < slotCount; done += PART_SLOTS_MAX) {
      int part = Math.min(PART_SLOTS_MAX, slotCount - done);
      int valueCount = load(vectors, from, done, part, workspace);
      if (dictionary.append(workspace, valueCount) < valueCount) {
        dictionary.dropPlaces();
        return false;
      }
    }
    return true;
  }

  /** Loads the values of a part of the slice's slots; returns how many there are. */
  private int load(ColumnVectors vectors, int from, int done, int slotCount, Workspace workspace) {
    Bits.read(workspace.slice.present(), done, slotCount, workspace.validity);
    int valueCount = Bits.count(workspace.validity, slotCount);
    loader.load(vectors, from + done, slotCount, valueCount, workspace);
    return valueCount;
  }
}
