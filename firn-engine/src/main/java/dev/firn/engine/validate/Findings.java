package dev.firn.engine.validate;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.Lineage;
import dev.firn.engine.batch.ViolationLog;

/** Where the checks of one batch report to. */
record Findings(BatchOrigin origin, ViolationLog log) {
  /** Reports a value, unless a null ancestor hides it. */
  void add(Lineage lineage, int position, Finding finding) {
    int row = lineage.rowOf(position);
    if (row >= 0) {
      log.add(origin, row, finding);
    }
  }

  /** Reports broken offsets, which no ancestor makes good. */
  void addAtRow(int row, Finding finding) {
    log.add(origin, row, finding);
  }
}
