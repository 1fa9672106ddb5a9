package dev.firn.engine.cluster;

import dev.firn.engine.schema.ArrowMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The rows of several runs in one order; of equal rows those of the earlier run come first. The run
 * whose row is next is at the top of a binary heap, and gives rows as long as they are before all
 * others' (Knuth, The Art of Computer Programming, volume 3, section 5.4.1).
 *
 * <p>Limit: one frame of each run, and one batch.
 *
 * <p>Threads: one.
 */
final class Merge implements AutoCloseable {
  private final List<RunCursor> cursors = new ArrayList<>();
  private final int[] heap;
  private final RowRanges ranges = new RowRanges();
  private final Gather gather;
  private int runsLeft;

  /**
   * A merge of runs.
   *
   * @param runs in the order of their rows' arrival; none without rows
   */
  Merge(ClusterPlan plan, List<Run> runs, BufferAllocator allocator) {
    this.heap = new int[runs.size()];
    try {
      for (Run run : runs) {
        RunCursor cursor = new RunCursor(plan, run);
        cursors.add(cursor);
        if (!cursor.nextFrame()) {
          throw new IllegalStateException("A run without rows");
        }
      }
      this.gather =
          Gather.of(
              ArrowMapping.toArrow(plan.schema()),
              cursors.stream().map(RunCursor::root).toList(),
              allocator);
    } catch (RuntimeException | Error e) {
      cursors.forEach(RunCursor::close);
      throw e;
    }
    Arrays.setAll(heap, run -> run);
    this.runsLeft = runs.size();
    for (int place = runsLeft / 2 - 1; place >= 0; place--) {
      siftDown(place);
    }
  }

  /** The next rows, lent until the next call; empty at the end. */
  Optional<VectorSchemaRoot> next() {
    ranges.clear();
    long bytes = 0;
    while (runsLeft > 0 && ranges.positions < Gather.ROWS_MAX && bytes < Gather.BYTES_MAX) {
      int run = heap[0];
      RunCursor cursor = cursors.get(run);
      int count = stretch(cursor, roomFor(cursor.rowBytes(), bytes));
      ranges.add(run, cursor.position(), count);
      // As they are: a few large rows may stand among many small ones.
      bytes += gather.bytes(run, cursor.position(), count);
      cursor.skip(count);
      if (cursor.isAtFrameEnd()) {
        // What was taken of the frame is copied before it makes room for the next one.
        VectorSchemaRoot gathered = gather.gather(ranges);
        goOn(run);
        return Optional.of(gathered);
      }
      siftDown(0);
    }
    return ranges.positions == 0 ? Optional.empty() : Optional.of(gather.gather(ranges));
  }

  @Override
  public void close() {
    try {
      gather.close();
    } finally {
      cursors.forEach(RunCursor::close);
    }
  }

  private int roomFor(double rowBytes, long bytesTaken) {
    double rows = (Gather.BYTES_MAX - bytesTaken) / Math.max(1, rowBytes);
    return (int) Math.clamp(rows, 1, Gather.ROWS_MAX - ranges.positions);
  }

  /** The run's next frame takes the place of the last one, or the run is at its end. */
  private void goOn(int run) {
    if (cursors.get(run).nextFrame()) {
      gather.replace(run, cursors.get(run).root());
    } else {
      heap[0] = heap[--runsLeft];
    }
    if (runsLeft > 0) {
      siftDown(0);
    }
  }

  /** How many rows of the first run come before the next row of all others. */
  private int stretch(RunCursor first, int countMax) {
    int limit = Math.min(countMax, first.rowsLeft());
    if (runsLeft == 1) {
      return limit;
    }
    int second = runsLeft == 2 || isBefore(heap[1], heap[2]) ? heap[1] : heap[2];
    RunCursor other = cursors.get(second);
    boolean isEarlier = heap[0] < second;
    int count = 1;
    while (count < limit) {
      int order = first.compare(count, other);
      if (order > 0 || (order == 0 && !isEarlier)) {
        break;
      }
      count++;
    }
    return count;
  }

  private void siftDown(int from) {
    int place = from;
    int run = heap[place];
    while (2 * place + 1 < runsLeft) {
      int child = 2 * place + 1;
      if (child + 1 < runsLeft && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (isBefore(run, heap[child])) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = run;
  }

  private boolean isBefore(int run, int other) {
    int order = cursors.get(run).compare(0, cursors.get(other));
    return order < 0 || (order == 0 && run < other);
  }
}
