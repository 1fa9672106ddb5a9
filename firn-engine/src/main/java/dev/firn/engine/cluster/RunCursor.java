package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.partition.RetainedRows;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows in order that are being read, of a run on disk or of an input: one batch of them is in
 * memory, with its keys.
 *
 * <p>Threads: one.
 */
final class RunCursor implements AutoCloseable {
  private static final BatchOrigin ORIGIN = new BatchOrigin("a spilled run", 1);

  private final ClusterPlan plan;
  private final ValidBatches batches;
  private RetainedRows rows = new RetainedRows();
  private FrameKeys keys = new FrameKeys(List.of(), 0);
  private int position;
  private double rowBytes;

  /**
   * A cursor before the first batch.
   *
   * @param batches closed with the cursor
   */
  RunCursor(ClusterPlan plan, ValidBatches batches) {
    this.plan = plan;
    this.batches = batches;
  }

  /** A run on disk. */
  static RunCursor of(ClusterPlan plan, Run run) {
    return new RunCursor(plan, new Frames(run.file().read(run.fromOffset(), run.toOffset())));
  }

  private record Frames(BatchFile.Batches frames) implements ValidBatches {
    @Override
    public Optional<ValidBatch> next() {
      return frames.next().map(root -> ValidBatch.of(ORIGIN, root));
    }

    @Override
    public void close() {
      // The file stays: other runs are in it.
    }
  }

  /**
   * Goes on to the next batch that has rows; false if there is none.
   *
   * @param isCompared whether rows of it will be
   */
  boolean nextBatch(boolean isCompared) {
    giveBack();
    position = 0;
    while (rows.rowCount() == 0) {
      Optional<ValidBatch> next = batches.next();
      if (next.isEmpty()) {
        return false;
      }
      rows.add(next.get());
    }
    rowBytes = rows.rowBytes(0);
    keys =
        isCompared
            ? new FrameKeys(SortKey.of(plan, rows), rows.rowCount())
            : new FrameKeys(List.of(), 0);
    return true;
  }

  /** Bytes of the batch in memory, its keys left out. */
  long retainedBytes() {
    return rows.retainedBytes();
  }

  VectorSchemaRoot root() {
    return rows.root(0);
  }

  /** Average bytes of a row of the batch. */
  double rowBytes() {
    return rowBytes;
  }

  /** The row that comes next. */
  int position() {
    return position;
  }

  boolean isAtBatchEnd() {
    return position == rows.rowCount();
  }

  /** Passes over rows of the batch. */
  void skip(int count) {
    position += count;
  }

  /** Compares the row that comes next, or one so many behind it, with another run's next row. */
  int compare(int ahead, RunCursor other) {
    return keys.compare(position + ahead, other.keys, other.position);
  }

  int rowsLeft() {
    return rows.rowCount() - position;
  }

  /** Closes all of them, whichever of them fails. */
  static void closeAll(List<RunCursor> cursors) {
    RuntimeException failure = null;
    for (RunCursor each : cursors) {
      try {
        each.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    try (batches) {
      giveBack();
    }
  }

  private void giveBack() {
    RetainedRows closing = rows;
    rows = new RetainedRows();
    closing.close();
  }
}
