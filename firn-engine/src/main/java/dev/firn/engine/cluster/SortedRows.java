package dev.firn.engine.cluster;

import dev.firn.engine.partition.PartitionFields;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.parquet.WriterResources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Retained rows in their order. They are brought together by partition at once; a partition is
 * sorted when its turn comes. Rows that stand together in a batch anyway, as they do when the input
 * was in order, are lent from there and not copied.
 *
 * <p>Threads: one.
 */
final class SortedRows implements ClusteredRows {
  /** A shorter stretch of a batch costs the writer more, as a call, than copying it with others. */
  private static final int DIRECT_ROWS_MIN = 1_024;

  private final RetainedRows rows;

  /** Empty if partitions are not told apart. */
  private final Optional<PartitionFields> fields;

  private final List<SortKey> sortKeys;
  private final KeySort sort;
  private final Gather gather;
  private final RunStarts partitions;
  private final RowRanges ranges = new RowRanges();
  private final Deque<PartitionKey> announced = new ArrayDeque<>();

  /** Bytes that no row takes more of. */
  private final long rowBytesMax;

  /** Whether no rows can be more bytes than a batch may have, so that nobody counts them. */
  private final boolean areRowsSmall;

  private int announcedCount;
  private int begunCount;
  private PartitionKey partition;
  private int place;
  private int end;

  private SortedRows(
      ClusterPlan plan,
      RetainedRows rows,
      KeySort sort,
      Gather gather,
      Optional<PartitionFields> fields) {
    this.rows = rows;
    this.fields = fields;
    this.sort = sort;
    this.gather = gather;
    this.partition = PartitionKey.none(plan.spec());
    this.rowBytesMax = rowBytesMax(rows, gather);
    this.areRowsSmall = rowBytesMax <= Gather.BYTES_MAX / Gather.ROWS_MAX;
    if (fields.isPresent()) {
      this.sortKeys = SortKey.of(plan.order(), plan.schema(), rows);
      this.partitions = sort.group(SortKey.ascending(fields.get().keys()));
    } else {
      this.sortKeys = SortKey.of(plan, rows);
      this.partitions = RunStarts.ofOne();
    }
  }

  /** Partition after partition. */
  static SortedRows of(ClusterPlan plan, RetainedRows rows, WriterResources resources) {
    return of(
        plan, rows, resources, Optional.of(PartitionFields.of(plan.spec(), plan.schema(), rows)));
  }

  /** The same rows in the same order, as if all were of one partition. */
  static SortedRows ofRun(ClusterPlan plan, RetainedRows rows, WriterResources resources) {
    return of(plan, rows, resources, Optional.empty());
  }

  private static SortedRows of(
      ClusterPlan plan,
      RetainedRows rows,
      WriterResources resources,
      Optional<PartitionFields> fields) {
    KeySort sort = KeySort.of(rows, resources.allocator());
    try {
      Gather gather = Gather.of(ArrowMapping.toArrow(plan.schema()), rows, resources);
      return new SortedRows(plan, rows, sort, gather, fields);
    } catch (RuntimeException | Error e) {
      try (sort) {
        throw e;
      }
    }
  }

  private static long rowBytesMax(RetainedRows rows, Gather gather) {
    long most = 0;
    for (int batch = 0; batch < rows.batchCount(); batch++) {
      int count = rows.rowCountBefore(batch + 1) - rows.rowCountBefore(batch);
      most = Math.max(most, gather.rowBytesMax(batch, count));
    }
    return most;
  }

  @Override
  public List<PartitionKey> announce(int countMax) {
    if (place < end || !announced.isEmpty()) {
      throw new IllegalStateException("Rows of announced partitions were not taken");
    }
    List<PartitionKey> next = new ArrayList<>();
    while (next.size() < countMax && announcedCount < partitions.count()) {
      int first = sort.row(partitions.get(announcedCount++));
      next.add(fields.map(each -> each.partitionOf(first)).orElse(partition));
    }
    announced.addAll(next);
    return next;
  }

  @Override
  public Optional<PartitionSlice> next() {
    if (place == end) {
      if (announced.isEmpty()) {
        return Optional.empty();
      }
      begin(announced.remove());
    }
    int stretch = stretch();
    boolean direct = stretch >= DIRECT_ROWS_MIN || stretch == end - place;
    return Optional.of(direct ? lend(stretch) : gather());
  }

  @Override
  public void close() {
    try (sort) {
      gather.close();
    }
  }

  private void begin(PartitionKey next) {
    partition = next;
    place = partitions.get(begunCount++);
    end = begunCount == partitions.count() ? rows.rowCount() : partitions.get(begunCount);
    sort.sort(sortKeys, place, end);
  }

  /** How many of the next rows stand one after another in one batch. */
  private int stretch() {
    int row = sort.row(place);
    int batchEnd = rows.rowCountBefore(rows.batchOf(row) + 1);
    int limit = Math.min(end - place, batchEnd - row);
    int length = 1;
    while (length < limit && sort.row(place + length) == row + length) {
      length++;
    }
    return length;
  }

  private PartitionSlice lend(int length) {
    int row = sort.row(place);
    int batch = rows.batchOf(row);
    place += length;
    return new PartitionSlice(
        partition,
        rows.root(batch),
        row - rows.rowCountBefore(batch),
        length,
        rows.rowBytes(batch));
  }

  private PartitionSlice gather() {
    ranges.clear();
    long bytes = 0;
    int batch = 0;
    int start = 0;
    int batchEnd = 0;
    while (place < end && ranges.positions < Gather.ROWS_MAX) {
      int row = sort.row(place);
      if (row < start || row >= batchEnd) {
        batch = rows.batchOf(row);
        start = rows.rowCountBefore(batch);
        batchEnd = rows.rowCountBefore(batch + 1);
      }
      long rowBytes = areRowsSmall ? 0 : gather.rowBytes(batch, row - start);
      if (ranges.positions > 0 && bytes + rowBytes > Gather.BYTES_MAX) {
        break;
      }
      ranges.addRow(batch, row - start);
      bytes += rowBytes;
      place++;
    }
    int count = ranges.positions;
    double rowBytes = areRowsSmall ? rowBytesMax : (double) bytes / count;
    return new PartitionSlice(partition, gather.gather(ranges), 0, count, rowBytes);
  }
}
