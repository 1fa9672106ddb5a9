package dev.firn.parquet;

import org.jspecify.annotations.Nullable;

/**
 * What a column's chunks of a single page are stored as, from file to file. A trial costs such a
 * chunk as much as a third of its encoding, so its answer holds for some of the next ones too: in a
 * load of many small files a column's values are most often alike.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class ShortChunkChoice {
  /** Chunks that follow a trial without one of their own: what is left of its cost is little. */
  static final int REUSES_MAX = 15;

  private @Nullable Encoding encoding;
  private int reusesLeft;

  /** What the next chunk is to be stored as, or null if it is to find out. */
  @Nullable Encoding reuse() {
    if (reusesLeft == 0) {
      return null;
    }
    reusesLeft--;
    return encoding;
  }

  /** Takes the answer of a trial. */
  void remember(Encoding chosen) {
    encoding = chosen;
    reusesLeft = REUSES_MAX;
  }
}
