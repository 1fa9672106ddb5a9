package dev.firn.parquet;

/** Brings rows of a column into its open page, a slice at a time. */
interface RowEncoder {
  /**
   * Appends at least one row, or ends something that has no room for it.
   *
   * @return how many rows were taken; 0 if the call is to be repeated
   */
  int appendSlice(ColumnVectors vectors, int position, int rowCount, Workspace workspace);
}
