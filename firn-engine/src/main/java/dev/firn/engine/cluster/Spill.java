package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.batch.RootSlices;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.parquet.WriterResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows that did not fit into memory, as runs in their order on disk. Rows that follow a run's last
 * row make it longer, so that input in order is one run. Runs are merged, many at once; if there
 * are more than memory has frames for, they are first merged into fewer, level by level.
 *
 * <p>Limit: on disk, what was spilled and at most one level more.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class Spill implements AutoCloseable {
  /** Memory of a frame's keys and of rounding its buffers up, in frames. */
  private static final int FRAME_SHARE = 2;

  private static final int FAN_IN_MIN = 2;

  /** Each run that is read takes some 50 KB of the heap beside its frame's keys. */
  private static final int FAN_IN_MAX = 256;

  /** The keys of a frame are on the heap. */
  private static final int FRAME_ROWS_MAX = 16_384;

  /** What others, logs and the registry among them, find free on the disk at least. */
  private static final long FREE_BYTES_MIN = 256L << 20;

  private final ClusterPlan plan;
  private final SpillSpace space;
  private final WriterResources resources;
  private final BufferAllocator allocator;
  private final Schema schema;

  /** Knows the last row of the last run. */
  private final RowOrder order;

  private BatchFile level;
  private List<Run> runs = new ArrayList<>();

  Spill(ClusterPlan plan, SpillSpace space, WriterResources resources) {
    this.plan = plan;
    this.space = space;
    this.resources = resources;
    this.allocator = resources.allocator();
    this.schema = ArrowMapping.toArrow(plan.schema());
    this.order = new RowOrder(plan, allocator);
    this.level = space.files().get();
  }

  /** Writes rows as a run behind those that are there, or at the end of the last one. */
  void add(RetainedRows rows) {
    requireRoom(rows.retainedBytes());
    try (ClusteredRows sorted = SortedRows.ofRun(plan, rows, resources)) {
      sorted.announce(1);
      PartitionSlice slice = sorted.next().orElseThrow();
      boolean isLonger = !runs.isEmpty() && order.isInOrder(slice.root(), slice.position(), 1);
      RunWriter writer = isLonger ? new RunWriter(runs.removeLast()) : new RunWriter();
      writer.write(slice.root(), slice.position(), slice.rowCount());
      for (Optional<PartitionSlice> next = sorted.next(); next.isPresent(); next = sorted.next()) {
        slice = next.get();
        writer.write(slice.root(), slice.position(), slice.rowCount());
      }
      order.keep(slice.root(), slice.position() + slice.rowCount() - 1);
      runs.add(writer.finish());
    }
  }

  /**
   * Merges inputs into a run behind those that are there.
   *
   * @param inputs as a {@link Merge} takes them; taken over
   */
  void addMerged(List<RunCursor> inputs) {
    Merge merge;
    try {
      merge = new Merge(plan, inputs, allocator);
    } catch (RuntimeException | Error e) {
      RunCursor.closeAll(inputs);
      throw e;
    }
    runs.add(write(merge));
  }

  /** What waits on disk, in the order of its rows' arrival. */
  List<Run> runs() {
    return runs;
  }

  /** All rows; closes the spill when it is closed. */
  ClusteredRows merge() {
    int fanIn = fanIn();
    while (runs.size() > fanIn) {
      if (runs.size() < (long) fanIn * fanIn) {
        mergeSome(fanIn);
      } else {
        mergeLevel(fanIn);
      }
    }
    OrderedBatches merged = ahead(Merge.of(plan, runs, allocator));
    return new OrderedRows(plan, new MergedSpill(this, merged), allocator);
  }

  /** What is read of a spill keeps it open. */
  private record MergedSpill(Spill spill, OrderedBatches merge) implements OrderedBatches {
    @Override
    public Optional<VectorSchemaRoot> next() {
      return merge.next();
    }

    @Override
    public boolean isWhole() {
      return merge.isWhole();
    }

    @Override
    public void close() {
      try (spill) {
        merge.close();
      }
    }
  }

  private OrderedBatches ahead(OrderedBatches merge) {
    return resources.parallelism() > 1 ? new BatchesAhead(merge, resources.executor()) : merge;
  }

  /** How many runs are read at once. */
  private int fanIn() {
    long frame = runs.stream().mapToLong(Run::batchBytesMax).max().orElseThrow();
    return Math.clamp(
        space.mergeBytes().getAsLong() / (FRAME_SHARE * frame), FAN_IN_MIN, FAN_IN_MAX);
  }

  /** No more of them than is needed, so that the others are not written again. */
  private void mergeSome(int fanIn) {
    List<Run> merged = new ArrayList<>();
    int from = 0;
    while (merged.size() + runs.size() - from > fanIn) {
      int tooMany = merged.size() + runs.size() - from - fanIn;
      int count = Math.min(Math.min(fanIn, tooMany + 1), runs.size() - from);
      merged.add(mergeOnce(runs.subList(from, from + count)));
      from += count;
    }
    merged.addAll(runs.subList(from, runs.size()));
    runs = merged;
  }

  /** All of them, so that the disk holds two levels at most. */
  private void mergeLevel(int fanIn) {
    List<Run> merged = new ArrayList<>();
    try (BatchFile _ = level) {
      level = space.files().get();
      for (int from = 0; from < runs.size(); from += fanIn) {
        merged.add(mergeOnce(runs.subList(from, Math.min(runs.size(), from + fanIn))));
      }
    }
    runs = merged;
  }

  /** Runs that follow each other become one, so that equal rows stay as they came. */
  private Run mergeOnce(List<Run> some) {
    return write(Merge.of(plan, some, allocator));
  }

  private Run write(Merge merging) {
    RunWriter writer = new RunWriter();
    try (OrderedBatches merge = ahead(merging)) {
      for (Optional<VectorSchemaRoot> next = merge.next(); next.isPresent(); next = merge.next()) {
        try (VectorSchemaRoot rows = next.get()) {
          requireRoom(bytes(rows));
          writer.write(rows, 0, rows.getRowCount());
        }
      }
    }
    return writer.finish();
  }

  private static long bytes(VectorSchemaRoot root) {
    return root.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  private void requireRoom(long bytes) {
    long free = space.storage().freeBytes(space.folder());
    if (free - bytes < FREE_BYTES_MIN) {
      throw new FirnException(
          ErrorCode.STORAGE,
          String.format(
              Locale.ROOT,
              "Rows for '%s' that do not fit into memory: expected room for %,d bytes in '%s', and"
                  + " %,d more for others, found %,d free. Nothing was committed; make room, set"
                  + " spill.path to a larger disk, or raise storage.parquet.memory.max_usage.",
              space.table(),
              bytes,
              space.folder(),
              FREE_BYTES_MIN,
              free));
    }
  }

  @Override
  public void close() {
    try (order) {
      level.close();
    }
  }

  /** Writes one run at the end of the level. */
  private final class RunWriter {
    private final boolean isNew;
    private final long fromOffset;
    private final long writtenFrom = level.endOffset();
    private final long frameBytes = space.frameBytesNow();
    private long batchBytesMax;

    RunWriter() {
      this.isNew = true;
      this.fromOffset = writtenFrom;
    }

    /** Goes on with the run that ends there. */
    RunWriter(Run last) {
      this.isNew = false;
      this.fromOffset = last.fromOffset();
      this.batchBytesMax = last.batchBytesMax();
    }

    void write(VectorSchemaRoot root, int position, int rowCount) {
      try (Gather measure = Gather.of(schema, List.of(root), allocator)) {
        for (int done = 0; done < rowCount; ) {
          int most = Math.min(FRAME_ROWS_MAX, rowCount - done);
          int count = measure.rowsWithin(0, position + done, most, frameBytes);
          try (VectorSchemaRoot part = RootSlices.slice(root, position + done, count)) {
            batchBytesMax = Math.max(batchBytesMax, level.append(part));
          }
          done += count;
        }
      }
    }

    Run finish() {
      space.spilled(isNew ? 1 : 0, level.endOffset() - writtenFrom);
      return new Run(level, fromOffset, level.endOffset(), batchBytesMax);
    }
  }
}
