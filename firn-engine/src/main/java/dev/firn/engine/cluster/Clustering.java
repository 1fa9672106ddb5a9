package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.work.Handoff;
import dev.firn.parquet.WriterResources;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the batches of a load and puts their rows in the order (partition, sort order, arrival):
 * in memory, in runs on disk that are merged in the end, or, where they come in that order, as a
 * stream.
 *
 * <p>Limit: none of its own; it says how much it holds and how much sorting will take, and its
 * owner decides when what is held is spilled.
 *
 * <p>Threads: one; a helper of the resources' executor puts rows aside meanwhile.
 */
public final class Clustering implements AutoCloseable {
  /** A merge of fewer would not end. */
  private static final int OPEN_MIN = 2;

  private final ClusterPlan plan;
  private final SpillSpace space;
  private final WriterResources resources;
  private final BufferAllocator allocator;
  private final BatchSort sort;
  private final RetainedRows rows = new RetainedRows();
  private @Nullable Spill spill;
  private boolean hasSpilled;
  private long spilledRows;

  /** Rows that are being put aside by a helper; his until he is done. */
  private RetainedRows leaving = new RetainedRows();

  private long leavingBytes;
  private long leavingSortBytes;
  private @Nullable Handoff spilling;

  /** Null unless somebody asked for it, and null again from the first row on that breaks it. */
  private @Nullable RowOrder noticed;

  private Clustering(ClusterPlan plan, SpillSpace space, WriterResources resources) {
    this.plan = plan;
    this.space = space;
    this.resources = resources;
    this.allocator = resources.allocator();
    this.sort = new BatchSort(plan, resources, space.budget());
  }

  /**
   * A clustering without rows.
   *
   * @param resources what sorting takes; columns are brought together several at once
   */
  public static Clustering of(ClusterPlan plan, SpillSpace space, WriterResources resources) {
    return new Clustering(plan, space, resources);
  }

  /**
   * From the first batch on notices whether rows come in order, so that {@link #isInOrderWith} can
   * tell; it costs a comparison of each row with the one before, up to the first that is out of
   * order.
   */
  public void noticeOrder() {
    noticed = new RowOrder(plan, allocator);
  }

  /** Takes over a batch. */
  public void add(ValidBatch batch) {
    RowOrder order = noticed;
    if (order != null && order.check(batch.root(), 0, batch.rowCount()) != RowOrder.IN_ORDER) {
      noticed = null;
      order.close();
    }
    rows.add(sort.sorted(batch));
  }

  /** Whether all rows have been noticed to be in order, and would be with a batch more. */
  public boolean isInOrderWith(ValidBatch added) {
    RowOrder order = noticed;
    return order != null && order.isInOrder(added.root(), 0, added.rowCount());
  }

  /** Whether rows were put aside on disk. */
  public boolean hasSpilled() {
    return hasSpilled;
  }

  /** How many rows were added. */
  public long rowCount() {
    return spilledRows + rows.rowCount();
  }

  /** Bytes of the batches in memory. */
  public long retainedBytes() {
    return rows.retainedBytes();
  }

  /**
   * What sorting the batches in memory would take beside them, with one more: row numbers, keys,
   * the batch lent.
   */
  public long sortBytesWith(ValidBatch added) {
    return sortBytes(
        rows.rowCount() + (long) added.rowCount(), rows.retainedBytes() + added.retainedBytes());
  }

  private static long sortBytes(long rowCount, long bytes) {
    // Buffers are rounded up to powers of two.
    return 2 * (rowCount * KeySort.BYTES_PER_ROW + Math.min(Gather.BYTES_MAX, bytes));
  }

  /**
   * Puts all that is in memory aside, in order; a helper may still be at it when this returns. What
   * fails there is thrown by a later call.
   */
  public void spill() {
    if (rows.rowCount() == 0) {
      return;
    }
    awaitSpill();
    Spill into = spilled();
    spilledRows += rows.rowCount();
    RetainedRows moved = rows.moved();
    leaving = moved;
    leavingBytes = moved.retainedBytes();
    leavingSortBytes = sortBytes(moved.rowCount(), moved.retainedBytes());
    Runnable putAside =
        () -> {
          into.add(moved);
          moved.close();
        };
    if (resources.parallelism() > 1) {
      spilling = Handoff.begin(putAside, resources.executor());
    } else {
      putAside.run();
    }
  }

  /** Whether a helper is putting rows aside. */
  public boolean isSpilling() {
    return spilling != null && !spilling.isDone();
  }

  /** Bytes of the batches that are being put aside, if any are. */
  public long spillingBytes() {
    return isSpilling() ? leavingBytes : 0;
  }

  /** What sorting those takes beside them, at most. */
  public long spillingSortBytes() {
    return isSpilling() ? leavingSortBytes : 0;
  }

  /** Returns when all that was to be put aside is, and its memory given back. */
  public void awaitSpill() {
    Handoff last = spilling;
    spilling = null;
    if (last != null) {
      last.await();
    }
  }

  /**
   * All rows that were added and all of a source's, as they come; valid until this is closed. To be
   * asked for only if what was added was noticed to be in order and nothing was spilled; if the
   * rest of the source is not, the rows end there and are not {@link ClusteredRows#isWhole whole}.
   *
   * @param rest stays the caller's
   */
  public ClusteredRows stream(ValidBatches rest) {
    RowOrder order = noticed;
    if (order == null || spill != null) {
      throw new IllegalStateException(
          "Rows that are not in order cannot be passed on as they come");
    }
    return new OrderedRows(plan, new NoticedStream(rows, rest, order), allocator);
  }

  /**
   * All rows of inputs that are in order by their user's word, merged as they come; in runs on disk
   * if there are too many inputs to be open at once.
   *
   * @return valid until this is closed
   * @throws dev.firn.engine.error.FirnException {@link
   *     dev.firn.engine.error.ErrorCode#DATA_REFUSED}, now or when rows are taken, with the first
   *     row found that is not in order
   */
  public ClusteredRows merge(List<SortedInput> inputs) {
    List<RunCursor> open = new ArrayList<>();
    try {
      long bytes = 0;
      for (int i = 0; i < inputs.size(); i++) {
        if (open.size() >= openMax(inputs, i, bytes)) {
          spillMerged(open);
          bytes = 0;
        }
        RunCursor cursor = cursor(inputs.get(i));
        open.add(cursor);
        if (cursor.goOn(inputs.size() > 1)) {
          bytes += cursor.retainedBytes();
        } else {
          open.removeLast().close();
        }
      }
      if (spill == null && !open.isEmpty()) {
        return new OrderedRows(plan, new Merge(plan, open, allocator), allocator);
      }
      if (!open.isEmpty()) {
        spillMerged(open);
      }
    } catch (RuntimeException | Error e) {
      RunCursor.closeAll(open);
      throw e;
    }
    return finish();
  }

  /** How many inputs may be open with the next one. */
  private int openMax(List<SortedInput> inputs, int next, long bytes) {
    // What is merged besides is one batch of each.
    return 2 * bytes > space.mergeBytes().getAsLong()
        ? OPEN_MIN
        : Math.max(OPEN_MIN, inputs.get(next).openMax());
  }

  private RunCursor cursor(SortedInput input) {
    return new RunCursor(plan, new OrderedInput(plan, input.batches().get(), allocator));
  }

  private void spillMerged(List<RunCursor> inputs) {
    Spill into = spilled();
    List<RunCursor> merged = List.copyOf(inputs);
    inputs.clear();
    into.addMerged(merged);
  }

  private Spill spilled() {
    Spill into = spill;
    if (into == null) {
      into = new Spill(plan, space, resources);
      spill = into;
      hasSpilled = true;
    }
    return into;
  }

  /** All rows that were added, in their order; valid until this is closed. */
  public ClusteredRows finish() {
    if (spill == null) {
      return SortedRows.of(plan, rows, resources);
    }
    spill();
    awaitSpill();
    Spill all = spill;
    spill = null;
    try {
      return all.merge();
    } catch (RuntimeException | Error e) {
      try (all) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try (Spill _ = spill;
        RowOrder _ = noticed;
        RetainedRows _ = leaving) {
      if (spilling != null) {
        spilling.cancel();
      }
      rows.close();
    }
  }
}
