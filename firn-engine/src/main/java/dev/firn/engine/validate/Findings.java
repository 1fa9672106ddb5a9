package dev.firn.engine.validate;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.Lineage;
import dev.firn.engine.batch.ViolationLog;

/**
 * Where the checks of one batch report to.
 *
 * <p>Threads: one at a time.
 */
final class Findings {
  private final BatchOrigin origin;
  private final ViolationLog log;
  private boolean areOffsetsBroken;

  Findings(BatchOrigin origin, ViolationLog log) {
    this.origin = origin;
    this.log = log;
  }

  /** Reports a value, unless a null ancestor hides it. */
  void add(Lineage lineage, int position, Finding finding) {
    int row = lineage.rowOf(position);
    if (row >= 0) {
      log.add(origin, row, finding);
    }
  }

  /** Reports broken offsets, which no ancestor makes good. */
  void addBroken(int row, Finding finding) {
    areOffsetsBroken = true;
    log.add(origin, row, finding);
  }

  /** Whether offsets are broken: then which value is whose cannot be told for any row. */
  boolean areOffsetsBroken() {
    return areOffsetsBroken;
  }
}
