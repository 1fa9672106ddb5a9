package dev.firn.engine.batch;

import java.util.OptionalLong;

/**
 * Where the rows of a batch came from, so that a refusal can name them.
 *
 * @param sourceName file or sender, as the user calls it
 * @param places where each row stands in that source
 */
public record BatchOrigin(String sourceName, RowPlaces places) {
  /** Rows without gaps and lines; the first has this number in its source, counted from 1. */
  public BatchOrigin(String sourceName, long firstRow) {
    this(sourceName, RowPlaces.from(firstRow));
  }

  /** The number, in the whole source, of the row at a position of the batch. */
  public long rowAt(int position) {
    return places.rowAt(position);
  }

  /** The line on which the row at a position of the batch begins; empty without lines. */
  public OptionalLong lineAt(int position) {
    return places.lineAt(position);
  }
}
