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
 * memory, and the keys of a part of it that comes next.
 *
 * <p>Threads: one.
 */
final class RunCursor implements AutoCloseable {
  private static final BatchOrigin ORIGIN = new BatchOrigin("a spilled run", 1);

  /** Keys are on the heap, and an input's batch may be large. */
  private static final int KEYS_MAX = 16_384;

  private final ClusterPlan plan;
  private final ValidBatches batches;
  private RetainedRows rows = new RetainedRows();
  private FrameKeys keys = new FrameKeys(List.of(), 0, 0);
  private int position;

  /** Where the part of the batch begins whose keys are at hand, and where it ends. */
  private int partStart;

  private int partEnd;
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
   * Goes on to the next rows, when all of those before were passed over: those that are left in the
   * batch, or those of the next one; false if there are none.
   *
   * @param isCompared whether rows of them will be
   */
  boolean goOn(boolean isCompared) {
    if (position == rows.rowCount()) {
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
    }
    partStart = position;
    partEnd = isCompared ? Math.min(rows.rowCount(), position + KEYS_MAX) : rows.rowCount();
    keys =
        isCompared
            ? new FrameKeys(SortKey.of(plan, rows), partStart, partEnd - partStart)
            : new FrameKeys(List.of(), 0, 0);
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

  /** Whether it has to {@link #goOn} before more rows can be taken. */
  boolean isAtEnd() {
    return position == partEnd;
  }

  /** Passes over rows that can be taken. */
  void skip(int count) {
    position += count;
  }

  /** Compares the row that comes next, or one so many behind it, with another run's next row. */
  int compare(int ahead, RunCursor other) {
    return keys.compare(position + ahead - partStart, other.keys, other.position - other.partStart);
  }

  /** Rows that can be taken before it has to {@link #goOn}. */
  int rowsLeft() {
    return partEnd - position;
  }

  /** Hands the whole batch over to the caller, none of whose rows was passed over. */
  VectorSchemaRoot release() {
    position = 0;
    partEnd = 0;
    return rows.release().getFirst().root();
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
