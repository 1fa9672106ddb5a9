package dev.firn.engine.cluster;

import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows that did not fit into memory, as runs in their order on disk. Runs are merged, many at once;
 * if there are more than memory has frames for, they are first merged into fewer, level by level.
 *
 * <p>Limit: on disk, what was spilled and at most one level more.
 *
 * <p>Threads: one at a time.
 */
final class Spill implements AutoCloseable {
  /** Memory of a frame's keys and of rounding its buffers up, in frames. */
  private static final int FRAME_SHARE = 2;

  private static final int FAN_IN_MIN = 2;

  private final ClusterPlan plan;
  private final SpillSpace space;
  private final BufferAllocator allocator;
  private final Schema schema;
  private FrameSpill level;
  private List<Run> runs = new ArrayList<>();

  Spill(ClusterPlan plan, SpillSpace space, BufferAllocator allocator) {
    this.plan = plan;
    this.space = space;
    this.allocator = allocator;
    this.schema = ArrowMapping.toArrow(plan.schema());
    this.level = newLevel();
  }

  /** Writes rows as a run behind those that are there. */
  void add(RetainedRows rows) {
    RunWriter writer = new RunWriter();
    try (ClusteredRows sorted = SortedRows.ofRun(plan, rows, allocator)) {
      sorted.announce(1);
      for (Optional<PartitionSlice> slice = sorted.next();
          slice.isPresent();
          slice = sorted.next()) {
        PartitionSlice each = slice.get();
        writer.write(each.root(), each.position(), each.rowCount(), each.rowBytes());
      }
    }
    runs.add(writer.finish());
  }

  /** All rows; closes the spill when it is closed. */
  ClusteredRows merge() {
    while (runs.size() > fanIn()) {
      mergeLevel();
    }
    return new MergedRows(plan, this, new Merge(plan, runs, allocator), allocator);
  }

  /** How many runs are read at once. */
  private int fanIn() {
    long frame = runs.stream().mapToLong(Run::frameBytesMax).max().orElse(space.frameBytes());
    return (int)
        Math.clamp(space.mergeBytesMax() / (FRAME_SHARE * frame), FAN_IN_MIN, Integer.MAX_VALUE);
  }

  /** Runs that follow each other become one, so that equal rows stay as they came. */
  private void mergeLevel() {
    int fanIn = fanIn();
    List<Run> merged = new ArrayList<>();
    try (FrameSpill below = level) {
      level = newLevel();
      for (int from = 0; from < runs.size(); from += fanIn) {
        RunWriter writer = new RunWriter();
        List<Run> some = runs.subList(from, Math.min(runs.size(), from + fanIn));
        try (Merge merge = new Merge(plan, some, allocator)) {
          for (Optional<VectorSchemaRoot> next = merge.next();
              next.isPresent();
              next = merge.next()) {
            VectorSchemaRoot root = next.get();
            long bytes =
                root.getFieldVectors().stream().mapToLong(each -> each.getBufferSize()).sum();
            writer.write(root, 0, root.getRowCount(), (double) bytes / root.getRowCount());
          }
        }
        merged.add(writer.finish());
      }
    }
    runs = merged;
  }

  private FrameSpill newLevel() {
    return new FrameSpill(
        space.storage().createScratchFile(space.folder()),
        schema,
        FrameCompression.LZ4,
        allocator);
  }

  @Override
  public void close() {
    level.close();
  }

  /** Writes one run at the end of the level. */
  private final class RunWriter {
    private final long fromOffset = level.endOffset();
    private long frameBytesMax;

    void write(VectorSchemaRoot root, int position, int rowCount, double rowBytes) {
      int step = (int) Math.clamp((long) (space.frameBytes() / Math.max(1, rowBytes)), 1, rowCount);
      for (int done = 0; done < rowCount; done += step) {
        int count = Math.min(step, rowCount - done);
        try (VectorSchemaRoot part = root.slice(position + done, count)) {
          frameBytesMax = Math.max(frameBytesMax, level.append(part));
        }
      }
    }

    Run finish() {
      space.metrics().spilled(space.table(), level.endOffset() - fromOffset);
      return new Run(level, fromOffset, level.endOffset(), frameBytesMax);
    }
  }
}
