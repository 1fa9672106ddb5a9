package dev.firn.engine.log;

import java.util.Locale;

/**
 * A stretch of a log that does not hold what was written, although it was durable.
 *
 * @param location the segment's file
 * @param fromOffset where in the log it begins
 * @param toOffset where it ends
 * @param what what was found there
 * @param rows rows that it held and that no table has; -1 if nobody can tell
 * @param lost their numbers, as far as they can be read
 */
public record Damage(
    String location, long fromOffset, long toOffset, String what, long rows, Lost lost) {

  /**
   * Rows of a producer that are not there any more.
   *
   * @param producer empty if its rows have no numbers
   */
  record Lost(String producer, RowSpan rows) {
    static final Lost UNKNOWN = new Lost("", RowSpan.NONE);
  }

  static Damage ofUnreadable(String location, long fromOffset, long toOffset, String what) {
    return new Damage(location, fromOffset, toOffset, what, -1, Lost.UNKNOWN);
  }

  /** For messages. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "'%s' from offset %d to %d (%s; %s)",
        location,
        fromOffset,
        toOffset,
        what,
        rows < 0 ? "rows unknown" : rows + " rows");
  }
}
