package dev.firn.parquet;

import java.util.List;
import java.util.Optional;

/**
 * A finished data page.
 *
 * @param storedBytes its header and body as stored
 * @param rowCount its rows
 * @param levelCount what Parquet counts as values: one for each row if the column is flat
 * @param nullCount how many of them have no value
 * @param valueBytes the bytes of its byte strings, lengths left out
 * @param bounds as the column index has them; absent if there are only nulls and NaNs
 * @param definitionCounts how often each definition level occurs; empty if there are none
 * @param repetitionCounts how often each repetition level occurs; empty if there are none
 */
record PageFacts(
    int storedBytes,
    int rowCount,
    int levelCount,
    int nullCount,
    long nanCount,
    long valueBytes,
    Optional<Bounds> bounds,
    List<Long> definitionCounts,
    List<Long> repetitionCounts) {
  /** The same with bounds that are not longer than need be: a page may hold one large value. */
  PageFacts withBoundsCut(BoundCut cut, int bytesMax) {
    return new PageFacts(
        storedBytes,
        rowCount,
        levelCount,
        nullCount,
        nanCount,
        valueBytes,
        bounds.map(whole -> whole.cut(cut, bytesMax)),
        definitionCounts,
        repetitionCounts);
  }

  boolean hasOnlyNulls() {
    return nullCount == levelCount;
  }
}
