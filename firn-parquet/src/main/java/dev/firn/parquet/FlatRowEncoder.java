package dev.firn.parquet;

/** Rows that have one slot of the leaf's vector each. */
final class FlatRowEncoder implements RowEncoder {
  private final ColumnLoader loader;
  private final FlatLevels levels;
  private final ColumnPages pages;

  FlatRowEncoder(ColumnLoader loader, FlatLevels levels, ColumnPages pages) {
    this.loader = loader;
    this.levels = levels;
    this.pages = pages;
  }

  @Override
  public int appendSlice(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    int wanted = Math.min(Math.min(rowCount, Workspace.SLICE_ROWS_MAX), pages.rowsLeft());
    int fitting = pages.valuesThatFit(loader, vectors, position, wanted, 0);
    if (fitting == 0 && !pages.isPageEmpty()) {
      pages.endPage(workspace);
      return 0;
    }
    int taken = encode(vectors, position, Math.max(1, fitting), workspace);
    pages.endPageIfFull(workspace);
    return taken;
  }

  private int encode(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    int valueCount = vectors.loadValidity(position, rowCount, workspace.validity);
    loader.load(vectors, position, rowCount, valueCount, workspace);
    DictionaryPlaces dictionary = pages.openDictionary();
    if (dictionary != null) {
      return encodeIndexed(dictionary, rowCount, valueCount, workspace);
    }
    pages.appendPlain(workspace, valueCount);
    take(rowCount, valueCount, workspace);
    return rowCount;
  }

  private int encodeIndexed(
      DictionaryPlaces dictionary, int rowCount, int valueCount, Workspace workspace) {
    int known = dictionary.append(workspace, valueCount);
    int rows =
        known == valueCount ? rowCount : Bits.bitsHolding(workspace.validity, rowCount, known);
    Bits.cut(workspace.validity, rows);
    take(rows, known, workspace);
    if (known < valueCount) {
      pages.abandonDictionary(workspace);
    }
    return rows;
  }

  private void take(int rowCount, int valueCount, Workspace workspace) {
    levels.append(workspace.validity, rowCount);
    pages.addRows(rowCount, rowCount);
    pages.addValues(workspace, valueCount);
  }
}
