package dev.firn.engine.batch;

/**
 * Where the rows of a batch came from, so that a refusal can name them.
 *
 * @param sourceName file or sender, as the user calls it
 * @param firstRow number of the batch's first row in that source, counted from 1
 */
public record BatchOrigin(String sourceName, long firstRow) {
  public BatchOrigin {
    if (firstRow < 1) {
      throw new IllegalArgumentException("Rows count from 1, found first row " + firstRow);
    }
  }

  /** The number, in the whole source, of the row at a position of the batch. */
  public long rowAt(int position) {
    return firstRow + position;
  }
}
