package dev.firn.engine.ingest;

import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.cluster.SortedInput;
import dev.firn.engine.error.FirnException;
import java.util.List;

/**
 * The rows of one load or seal, for its staging to pull.
 *
 * <p>Threads: one at a time.
 */
interface StagingInput {
  /**
   * All rows from the first on, as they come; whatever was taken before is forgotten. Where
   * something does not fit the table, the rest is read nevertheless, so that all of it is found,
   * and gives no rows.
   */
  ValidBatches open();

  /** Whether {@link #open} may be called once more. */
  boolean canBeReadAgain();

  /** Whether a helper may pull the next batch while the last one is used. */
  boolean canBeReadAhead();

  /** Its parts, each in the table's order by the user's word; none if there is no such word. */
  List<SortedInput> sorted();

  /**
   * Ends the load if something of what was read does not fit. Asked before files are finished.
   *
   * @throws FirnException the refusal
   */
  void requireAllValid();
}
