package dev.firn.engine.ingest;

import dev.firn.engine.schema.MatchOptions;
import java.util.Optional;

/**
 * How a load is done.
 *
 * @param key the caller's name for it: the same key again within 24 hours is answered with the
 *     first load's commit and loads nothing
 * @param match how source columns are matched with the table's
 */
public record LoadOptions(Optional<String> key, MatchOptions match) {
  /** Exact names, no key. */
  public static final LoadOptions DEFAULT = new LoadOptions(Optional.empty(), MatchOptions.STRICT);

  /** Exact names and an idempotency key. */
  public static LoadOptions withKey(String key) {
    return new LoadOptions(Optional.of(key), MatchOptions.STRICT);
  }
}
