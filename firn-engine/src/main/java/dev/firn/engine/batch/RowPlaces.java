package dev.firn.engine.batch;

import java.util.OptionalLong;

/**
 * Where the rows of a batch stand in their source. Sources that leave out records (because they
 * cannot be read) or that have lines keep a place of every row; for all others the first row's
 * number is enough.
 */
public interface RowPlaces {
  /** The record's number in its source, from 1, of the row at a position of the batch. */
  long rowAt(int position);

  /** The physical line, from 1, header included, on which the row begins; empty without lines. */
  OptionalLong lineAt(int position);

  /** Rows that follow each other without gaps, in a source without lines. */
  static RowPlaces from(long firstRow) {
    return new Consecutive(firstRow);
  }

  /** See {@link #from}. */
  record Consecutive(long firstRow) implements RowPlaces {
    public Consecutive {
      if (firstRow < 1) {
        throw new IllegalArgumentException("Rows count from 1, found first row " + firstRow);
      }
    }

    @Override
    public long rowAt(int position) {
      return firstRow + position;
    }

    @Override
    public OptionalLong lineAt(int position) {
      return OptionalLong.empty();
    }
  }
}
