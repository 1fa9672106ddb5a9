package dev.firn.input.text;

import dev.firn.engine.batch.RowPlaces;
import java.util.OptionalLong;

/**
 * Record number and line of each row of one batch of text. Filled while the batch is read, one
 * instance for each batch, because the log of violations tells batches apart by it.
 *
 * <p>Limit: the rows of a batch.
 *
 * <p>Threads: one at a time.
 */
public final class RecordPlaces implements RowPlaces {
  private final long[] rows;
  private final long[] lines;

  private RecordPlaces(int rowsMax) {
    this.rows = new long[rowsMax];
    this.lines = new long[rowsMax];
  }

  /** Places of a batch of at most so many rows. */
  public static RecordPlaces ofBatch(int rowsMax) {
    return new RecordPlaces(rowsMax);
  }

  /**
   * Says where the row at a position is from; may be said again, if the record was left out.
   *
   * @param row the record's number in its source, from 1
   * @param line the physical line on which it begins, from 1
   */
  public void set(int position, long row, long line) {
    rows[position] = row;
    lines[position] = line;
  }

  @Override
  public long rowAt(int position) {
    return rows[position];
  }

  @Override
  public OptionalLong lineAt(int position) {
    return OptionalLong.of(lines[position]);
  }
}
