package dev.firn.engine.verify;

import dev.firn.engine.table.TableName;
import java.util.List;

/**
 * What came out of holding a table against its bytes.
 *
 * @param checkedFiles files that were looked at, metadata included
 * @param problems the first of them in the order in which they were found
 * @param problemCount all of them
 */
public record TableReport(
    TableName table, long checkedFiles, List<Problem> problems, long problemCount) {
  /** Problems that a report holds at most: a table that is broken throughout says so by these. */
  public static final int PROBLEMS_MAX = 1_000;

  public TableReport {
    problems = List.copyOf(problems);
  }

  /** Whether the table is as it says it is. */
  public boolean isClean() {
    return problemCount == 0;
  }
}
