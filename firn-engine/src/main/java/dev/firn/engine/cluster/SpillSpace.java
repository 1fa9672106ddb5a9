package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Shrink;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where rows wait on disk that do not fit into memory.
 *
 * @param folder on a local disk
 * @param files makes the files that they wait in
 * @param frameBytes how much is read at once of each run; a single row may be larger
 * @param mergeBytes memory that a merge may take for what it reads, when it begins
 * @param budget says when memory is short, and is told what is put aside
 * @param metrics is told what is put aside
 * @param table whose rows they are
 */
public record SpillSpace(
    Storage storage,
    String folder,
    Supplier<BatchFile> files,
    long frameBytes,
    LongSupplier mergeBytes,
    MemoryBudget budget,
    EngineMetrics metrics,
    TableName table) {
  /** How large the frames of a run are that begins now: smaller ones while memory is short. */
  long frameBytesNow() {
    long bytes = budget.tightened(frameBytes);
    if (bytes < frameBytes) {
      budget.events().shrunk(Shrink.FRAME);
    }
    return Math.max(1, bytes);
  }

  /** Counts a run, or what was added to one. */
  void spilled(int newRuns, long bytes) {
    metrics.spilled(table, newRuns, bytes);
    budget.events().spilled(bytes);
  }
}
