package dev.firn.engine.cluster;

import dev.firn.engine.schema.ArrowMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The rows of several runs or inputs in one order; of equal rows those of the earlier one come
 * first. The one whose row is next is at the top of a binary heap, and gives rows as long as they
 * are before all others' (Knuth, The Art of Computer Programming, volume 3, section 5.4.1). The
 * last one that has rows gives its batches as they are.
 *
 * <p>Limit: one batch of each, and one more.
 *
 * <p>Threads: one.
 */
final class Merge implements OrderedBatches {
  private final List<RunCursor> cursors;
  private final int[] heap;
  private final RowRanges ranges = new RowRanges();
  private final Gather gather;
  private int runsLeft;

  /** Whether the last call took the last rows at hand of the first run. */
  private boolean isFirstAtEnd;

  /**
   * A merge.
   *
   * @param cursors at their first batches, in the order of their rows' arrival; closed with this
   */
  Merge(ClusterPlan plan, List<RunCursor> cursors, BufferAllocator allocator) {
    this.cursors = List.copyOf(cursors);
    this.heap = new int[cursors.size()];
    this.gather =
        Gather.of(
            ArrowMapping.toArrow(plan.schema()),
            cursors.stream().map(RunCursor::root).toList(),
            allocator);
    Arrays.setAll(heap, run -> run);
    this.runsLeft = cursors.size();
    for (int place = runsLeft / 2 - 1; place >= 0; place--) {
      siftDown(place);
    }
  }

  /**
   * A merge of runs on disk.
   *
   * @param runs in the order of their rows' arrival; none without rows
   */
  static Merge of(ClusterPlan plan, List<Run> runs, BufferAllocator allocator) {
    List<RunCursor> cursors = new ArrayList<>();
    try {
      for (Run run : runs) {
        RunCursor cursor = RunCursor.of(plan, run);
        cursors.add(cursor);
        if (!cursor.goOn(runs.size() > 1)) {
          throw new IllegalStateException("A run without rows");
        }
      }
      return new Merge(plan, cursors, allocator);
    } catch (RuntimeException | Error e) {
      RunCursor.closeAll(cursors);
      throw e;
    }
  }

  @Override
  public Optional<VectorSchemaRoot> next() {
    if (isFirstAtEnd) {
      isFirstAtEnd = false;
      goOn(heap[0]);
    }
    if (runsLeft == 1 && cursors.get(heap[0]).position() == 0) {
      isFirstAtEnd = true;
      return Optional.of(cursors.get(heap[0]).release());
    }
    return nextGathered();
  }

  private Optional<VectorSchemaRoot> nextGathered() {
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
      if (cursor.isAtEnd()) {
        // What was taken of the batch is copied before it makes room for the next one.
        isFirstAtEnd = true;
        break;
      }
      siftDown(0);
    }
    return ranges.positions == 0 ? Optional.empty() : Optional.of(gather.take(ranges));
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public void close() {
    try {
      gather.close();
    } finally {
      RunCursor.closeAll(cursors);
    }
  }

  private int roomFor(double rowBytes, long bytesTaken) {
    double rows = (Gather.BYTES_MAX - bytesTaken) / Math.max(1, rowBytes);
    return (int) Math.clamp(rows, 1, Gather.ROWS_MAX - ranges.positions);
  }

  /** The run's next rows take the place of the last ones, or the run is at its end. */
  private void goOn(int run) {
    if (cursors.get(run).goOn(runsLeft > 1)) {
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
