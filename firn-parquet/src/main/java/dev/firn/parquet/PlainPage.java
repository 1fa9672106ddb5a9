package dev.firn.parquet;

/** The plain values of the open page of a column. */
interface PlainPage {
  /** Appends the values in the workspace. */
  void append(Workspace workspace, int count);

  long address();

  long byteCount();

  void clear();
}
