package dev.firn.parquet;

/** Loads a column's values from batches that have them one by one or in a dictionary. */
final class ColumnLoader {
  private final Layout layout;
  private final ValueLoader plain;
  private final ReferenceLoader referred;

  ColumnLoader(LeafColumn column) {
    this.layout = column.layout();
    this.plain = ColumnParts.plainLoader(column);
    this.referred = new ReferenceLoader(column);
  }

  /**
   * The most slots, up to {@code slotCount}, whose plain values surely fit into these bytes. Null
   * slots may be counted as values.
   */
  int slotsThatFit(ColumnVectors vectors, int position, int slotCount, long bytesMax) {
    References references = vectors.references();
    return references != null && layout.isVariable()
        ? ReferredBytes.slotsThatFit(references, layout, position, slotCount, bytesMax)
        : plain.rowsThatFit(vectors.leaf(), position, slotCount, bytesMax);
  }

  /**
   * Loads the values of the slots that {@link Workspace#validity} marks.
   *
   * @param valueCount how many it marks
   */
  void load(
      ColumnVectors vectors, int position, int slotCount, int valueCount, Workspace workspace) {
    References references = vectors.references();
    if (references == null) {
      plain.load(vectors.leaf(), position, slotCount, valueCount, workspace);
    } else {
      referred.load(references, position, slotCount, valueCount, workspace);
    }
  }
}
