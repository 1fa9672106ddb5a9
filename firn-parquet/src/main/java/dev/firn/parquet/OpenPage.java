package dev.firn.parquet;

import java.util.Optional;

/** What is counted of the rows of the page that is being filled. */
final class OpenPage {
  private final Summary summary;
  private int rowCount;
  private int valueCount;

  OpenPage(Summary summary) {
    this.summary = summary;
  }

  /** Takes in rows whose values are in the workspace. */
  void add(int rows, int values, Workspace workspace) {
    rowCount += rows;
    valueCount += values;
    summary.add(workspace, values);
  }

  int rowCount() {
    return rowCount;
  }

  /** The rows that are not null. */
  int valueCount() {
    return valueCount;
  }

  int nullCount() {
    return rowCount - valueCount;
  }

  boolean isEmpty() {
    return rowCount == 0;
  }

  /** What there is to say about the page, which took this many bytes. */
  PageFacts finish(int storedBytes) {
    return new PageFacts(
        storedBytes,
        rowCount,
        nullCount(),
        summary.nanCount(),
        summary.valueBytes(),
        summary.hasBounds()
            ? Optional.of(new Bounds(summary.min(), summary.max()))
            : Optional.empty());
  }

  void clear() {
    summary.clear();
    rowCount = 0;
    valueCount = 0;
  }
}
