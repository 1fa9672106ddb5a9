package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** Rows that have one slot of the leaf's vector each. */
final class FlatRowEncoder implements RowEncoder {
  private final ValueLoader loader;
  private final FlatLevels levels;
  private final ColumnPages pages;

  FlatRowEncoder(ValueLoader loader, FlatLevels levels, ColumnPages pages) {
    this.loader = loader;
    this.levels = levels;
    this.pages = pages;
  }

  @Override
  public int appendSlice(ColumnVectors vectors, int position, int rowCount, Workspace workspace) {
    FieldVector vector = vectors.leaf();
    int wanted = Math.min(Math.min(rowCount, Workspace.SLICE_ROWS_MAX), pages.rowsLeft());
    int fitting = pages.valuesThatFit(loader, vector, position, wanted, 0);
    if (fitting == 0 && !pages.isPageEmpty()) {
      pages.endPage(workspace);
      return 0;
    }
    int taken = encode(vector, position, Math.max(1, fitting), workspace);
    pages.endPageIfFull(workspace);
    return taken;
  }

  private int encode(FieldVector vector, int position, int rowCount, Workspace workspace) {
    int valueCount = loadValidity(vector, position, rowCount, workspace);
    loader.load(vector, position, rowCount, valueCount, workspace);
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

  private static int loadValidity(
      FieldVector vector, int position, int rowCount, Workspace workspace) {
    if (Nulls.mayOccur(vector)) {
      Bits.read(vector.getValidityBufferAddress(), position, rowCount, workspace.validity);
      return Bits.count(workspace.validity, rowCount);
    }
    Bits.fill(workspace.validity, rowCount);
    return rowCount;
  }
}
