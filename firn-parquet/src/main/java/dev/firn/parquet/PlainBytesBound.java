package dev.firn.parquet;

import java.util.List;

/** An upper bound of what rows take in plain encoding, found without looking at each row. */
final class PlainBytesBound {
  private PlainBytesBound() {}

  static long of(
      List<ColumnWriter> columns, List<ColumnVectors> vectors, int position, int rowCount) {
    long bytes = 0;
    for (int i = 0; i < columns.size(); i++) {
      bytes += of(columns.get(i).column(), vectors.get(i), position, rowCount);
    }
    return bytes;
  }

  /** The bound of one column. */
  static long of(LeafColumn column, ColumnVectors vectors, int position, int rowCount) {
    return column.isFlat()
        ? ofFlat(column, vectors, position, rowCount)
        : ofNested(column, vectors, position, rowCount);
  }

  private static long ofFlat(LeafColumn column, ColumnVectors vectors, int position, int rowCount) {
    return (rowCount >>> 3) + ofSlots(column, vectors, position, rowCount);
  }

  /** The bound of one column that has levels of its own. */
  static long ofNested(LeafColumn column, ColumnVectors vectors, int position, int rowCount) {
    int levelBits =
        ByteLevelEncoder.width(column.definitionLevelMax())
            + ByteLevelEncoder.width(column.repetitionLevelMax());
    int from = vectors.leafBorder(position);
    int slotCount = vectors.leafBorder(position + rowCount) - from;
    return ((vectors.levelsMax(position, rowCount) * levelBits) >>> 3)
        + ofSlots(column, vectors, from, slotCount);
  }

  private static long ofSlots(
      LeafColumn column, ColumnVectors vectors, int position, int slotCount) {
    long bytes = (long) column.plainBytesMax() * slotCount;
    if (column.layout().isVariable() && slotCount > 0) {
      References references = vectors.references();
      bytes +=
          references == null
              ? BytesLoader.dataBytes(vectors.leaf(), column.layout(), position, slotCount)
              : ReferredBytes.dataBytes(references, column.layout(), position, slotCount);
    }
    return bytes;
  }
}
