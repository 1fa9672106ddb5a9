package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.RetainedRows;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A run that is being read: one frame of it is in memory, with its keys.
 *
 * <p>Threads: one.
 */
final class RunCursor implements AutoCloseable {
  private static final BatchOrigin ORIGIN = new BatchOrigin("a spilled run", 1);

  private final ClusterPlan plan;
  private final BatchFile.Batches frames;
  private RetainedRows rows = new RetainedRows();
  private FrameKeys keys = new FrameKeys(List.of(), 0);
  private int position;
  private double rowBytes;

  RunCursor(ClusterPlan plan, Run run) {
    this.plan = plan;
    this.frames = run.file().read(run.fromOffset(), run.toOffset());
  }

  /** Goes on to the next frame; false if there is none. */
  boolean nextFrame() {
    close();
    position = 0;
    Optional<VectorSchemaRoot> next = frames.next();
    if (next.isEmpty()) {
      return false;
    }
    rows.add(ValidBatch.of(ORIGIN, next.get()));
    rowBytes = rows.rowBytes(0);
    keys = new FrameKeys(SortKey.of(plan, rows), rows.rowCount());
    return true;
  }

  VectorSchemaRoot root() {
    return rows.root(0);
  }

  /** Average bytes of a row of the frame. */
  double rowBytes() {
    return rowBytes;
  }

  /** The row that comes next. */
  int position() {
    return position;
  }

  boolean isAtFrameEnd() {
    return position == rows.rowCount();
  }

  /** Passes over rows of the frame. */
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

  @Override
  public void close() {
    RetainedRows closing = rows;
    rows = new RetainedRows();
    closing.close();
  }
}
