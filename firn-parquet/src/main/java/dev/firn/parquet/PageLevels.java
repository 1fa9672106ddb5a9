package dev.firn.parquet;

import java.util.List;

/** The levels of the open page of a column. */
interface PageLevels {
  /** What the levels collected so far will take, about. */
  long byteCount();

  /**
   * Encodes the page's levels into {@link Workspace#levels}, repetition levels first.
   *
   * @return how many bytes the repetition levels took
   */
  int encode(OpenPage page, Workspace workspace);

  /** How often each definition level occurs, from 0 on; empty if there are none. */
  List<Long> definitionCounts(OpenPage page);

  /** How often each repetition level occurs, from 0 on; empty if there are none. */
  List<Long> repetitionCounts();

  void clear();
}
