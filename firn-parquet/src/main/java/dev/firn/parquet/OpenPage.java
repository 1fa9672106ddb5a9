package dev.firn.parquet;

import java.util.List;
import java.util.Optional;

/** What is counted of the rows of the page that is being filled. */
final class OpenPage {
  private final Summary summary;
  private int rowCount;
  private int levelCount;
  private int valueCount;
  private long valueBytes;
  private int repetitionBytes;
  private List<Long> definitionCounts = List.of();
  private List<Long> repetitionCounts = List.of();

  OpenPage(Summary summary) {
    this.summary = summary;
  }

  /** Takes in rows that have this many levels: one each if the column is flat. */
  void addRows(int rows, int levels) {
    rowCount += rows;
    levelCount = Math.addExact(levelCount, levels);
  }

  /**
   * Counts values.
   *
   * @param bytes those of byte strings that have lengths of their own, the lengths left out
   */
  void addValues(int values, long bytes) {
    valueCount += values;
    valueBytes += bytes;
  }

  /** Takes values that are in the workspace into the bounds, those that repeat at least once. */
  void addBounds(Workspace workspace, int values) {
    summary.add(workspace, values);
  }

  /** Takes in how often each level occurs, when the page ends. */
  void countLevels(PageLevels levels, int encodedRepetitionBytes) {
    repetitionBytes = encodedRepetitionBytes;
    definitionCounts = levels.definitionCounts(this);
    repetitionCounts = levels.repetitionCounts();
  }

  int rowCount() {
    return rowCount;
  }

  /** What Parquet counts as values: nulls and empty lists are some. */
  int levelCount() {
    return levelCount;
  }

  /** The levels that have a value. */
  int valueCount() {
    return valueCount;
  }

  int nullCount() {
    return levelCount - valueCount;
  }

  /** How many of the page's encoded levels are repetition levels, in bytes. */
  int repetitionBytes() {
    return repetitionBytes;
  }

  boolean isEmpty() {
    return rowCount == 0;
  }

  /** What there is to say about the page, which took this many bytes. */
  PageFacts finish(int storedBytes) {
    return new PageFacts(
        storedBytes,
        rowCount,
        levelCount,
        nullCount(),
        summary.nanCount(),
        valueBytes,
        summary.hasBounds()
            ? Optional.of(new Bounds(summary.min(), summary.max()))
            : Optional.empty(),
        definitionCounts,
        repetitionCounts);
  }

  void clear() {
    summary.clear();
    rowCount = 0;
    levelCount = 0;
    valueCount = 0;
    valueBytes = 0;
  }
}
