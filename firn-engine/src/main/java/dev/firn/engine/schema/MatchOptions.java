package dev.firn.engine.schema;

/**
 * How a source's columns are matched with a table's.
 *
 * @param names whether case counts
 * @param unknown what happens to columns that the table does not have
 */
public record MatchOptions(Names names, UnknownColumns unknown) {
  /** Names match exactly, every column of the source must be in the table. */
  public static final MatchOptions STRICT = new MatchOptions(Names.EXACT, UnknownColumns.REFUSED);

  /** How names are compared. */
  public enum Names {
    EXACT,
    IGNORING_CASE
  }

  /** What happens to columns that the table does not have. */
  public enum UnknownColumns {
    REFUSED,
    IGNORED
  }
}
