package dev.firn.engine.log;

/**
 * A stretch of a log that does not hold what was written, although it was durable.
 *
 * @param location the segment's file
 * @param fromOffset where in the log it begins
 * @param toOffset where it ends
 * @param what what was found there
 * @param rows rows that it held; -1 if nobody can tell
 */
public record Damage(String location, long fromOffset, long toOffset, String what, long rows) {

  /** For messages. */
  public String words() {
    return String.format(
        java.util.Locale.ROOT,
        "'%s' from offset %d to %d (%s; %s)",
        location,
        fromOffset,
        toOffset,
        what,
        rows < 0 ? "rows unknown" : rows + " rows");
  }
}
