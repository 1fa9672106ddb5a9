package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** Brings the values of a slice of rows into a workspace, nulls left out. */
interface ValueLoader {
  /**
   * The most rows, up to {@code rowCount}, whose plain values surely fit into these bytes. Null
   * slots may be counted as values.
   */
  int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax);

  /**
   * Loads the values of the rows that {@link Workspace#validity} marks.
   *
   * @param valueCount how many it marks
   */
  void load(FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace);
}
