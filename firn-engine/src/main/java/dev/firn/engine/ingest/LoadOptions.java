package dev.firn.engine.ingest;

import dev.firn.engine.schema.MatchOptions;
import java.util.Optional;

/**
 * How a load is done.
 *
 * @param key the caller's name for it: the same key again within 24 hours is answered with the
 *     first load's commit and loads nothing
 * @param match how source columns are matched with the table's
 * @param sortedInput the caller's word that the rows of each source are in the table's order:
 *     partition values, then the sort order. Then the sources are merged as they are read; a row
 *     that is out of order is refused. A table with neither has nothing to merge by
 */
public record LoadOptions(Optional<String> key, MatchOptions match, boolean sortedInput) {
  /** Exact names, no key, sources in any order. */
  public static final LoadOptions DEFAULT =
      new LoadOptions(Optional.empty(), MatchOptions.STRICT, false);

  /** Exact names and an idempotency key. */
  public static LoadOptions withKey(String key) {
    return new LoadOptions(Optional.of(key), MatchOptions.STRICT, false);
  }

  /** The same for sources that are each in the table's order. */
  public LoadOptions withSortedInput() {
    return new LoadOptions(key, match, true);
  }
}
