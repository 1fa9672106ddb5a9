package dev.firn.engine.log;

/**
 * Numbers of rows that follow each other.
 *
 * @param first the first
 * @param last the last; one less than the first if there are none
 */
public record RowSpan(long first, long last) {
  /** No rows. */
  static final RowSpan NONE = new RowSpan(1, 0);

  public RowSpan {
    if (last < first - 1 || last - first >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Rows from " + first + " to " + last);
    }
  }

  /** So many rows from a number on. */
  public static RowSpan of(long first, int rowCount) {
    return new RowSpan(first, first + rowCount - 1);
  }

  /** How many there are. */
  public int rowCount() {
    return (int) (last - first + 1);
  }
}
