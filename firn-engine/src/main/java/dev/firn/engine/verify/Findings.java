package dev.firn.engine.verify;

import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;

/** What has been found so far: files counted, problems kept up to a number. */
final class Findings {
  private final List<Problem> problems = new ArrayList<>();
  private long checkedFiles;
  private long problemCount;

  void fileChecked() {
    checkedFiles++;
  }

  void add(String file, String problem) {
    problemCount++;
    if (problems.size() < TableReport.PROBLEMS_MAX) {
      problems.add(new Problem(file, problem));
    }
  }

  long problemCount() {
    return problemCount;
  }

  TableReport report(TableName table) {
    return new TableReport(table, checkedFiles, problems, problemCount);
  }
}
