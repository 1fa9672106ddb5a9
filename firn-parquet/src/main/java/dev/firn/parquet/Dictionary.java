package dev.firn.parquet;

/**
 * The distinct values of one column chunk, in order of first appearance. It never exceeds its
 * bytes: a value that does not fit is refused, and the rest of the chunk goes without dictionary.
 */
interface Dictionary {
  /**
   * Looks up the values in the workspace, adds those that are new, and leaves each one's place in
   * {@link Workspace#indexes}.
   *
   * @return how many were looked up; less than {@code count} if the next one does not fit
   */
  int index(Workspace workspace, int count);

  int entryCount();

  /** The entries in plain encoding: the content of the dictionary page. */
  GrowableBuffer plainEntries();

  /** The plain bytes that the last {@link #index} call stands for, up to this many values. */
  long plainBytes(Workspace workspace, int count);

  /** Turns places back into plain values. */
  void decode(long indexes, int count, GrowableBuffer plain);

  /** Gives back what is needed to look up, and keeps the entries. */
  void releaseLookup();

  /** Gives everything back; the dictionary is empty and usable again. */
  void release();
}
