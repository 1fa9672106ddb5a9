package dev.firn.engine.cluster;

import dev.firn.engine.partition.RetainedRows;
import dev.firn.parquet.ColumnTasks;
import dev.firn.parquet.WriterResources;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Brings scattered rows of the retained batches together in one column batch, which is used again
 * for the next rows unless it is taken away.
 *
 * <p>Limit: {@link #ROWS_MAX} rows and {@link #BYTES_MAX} bytes, unless one row alone is larger.
 *
 * <p>Threads: one caller; columns are filled several at once.
 */
final class Gather implements AutoCloseable {
  /** As many as a batch of most sources; the batch of a narrow table stays in a core's cache. */
  static final int ROWS_MAX = 10_000;

  /** Wide rows: what is held beside the batches and the row group. */
  static final long BYTES_MAX = 16L << 20;

  /** Fewer are brought together before a helper has begun. */
  private static final int PARALLEL_ROWS_MIN = 4_096;

  private final WriterResources resources;
  private final Schema schema;
  private final List<FieldVector> targets;
  private final List<GatherColumn> columns;
  private final List<GatherColumn> variableColumns;
  private final long fixedRowBytes;

  private Gather(
      Schema schema,
      List<FieldVector> targets,
      List<GatherColumn> columns,
      WriterResources resources) {
    this.resources = resources;
    this.schema = schema;
    this.targets = targets;
    this.columns = columns;
    this.variableColumns = columns.stream().filter(column -> !column.isFixed()).toList();
    this.fixedRowBytes =
        columns.stream().filter(GatherColumn::isFixed).mapToLong(c -> c.bytes(0, 0, 1)).sum();
  }

  /**
   * A gather of all columns.
   *
   * @param rows not to be changed as long as it is used
   */
  static Gather of(Schema schema, RetainedRows rows, WriterResources resources) {
    List<VectorSchemaRoot> roots = new ArrayList<>();
    for (int batch = 0; batch < rows.batchCount(); batch++) {
      roots.add(rows.root(batch));
    }
    return of(schema, roots, resources);
  }

  /** The same of batches that may be replaced, one by one. */
  static Gather of(Schema schema, List<VectorSchemaRoot> roots, BufferAllocator allocator) {
    return of(schema, roots, WriterResources.singleThreaded(allocator));
  }

  private static Gather of(Schema schema, List<VectorSchemaRoot> roots, WriterResources resources) {
    List<FieldVector> targets = new ArrayList<>();
    List<GatherColumn> columns = new ArrayList<>();
    for (int index = 0; index < schema.getFields().size(); index++) {
      int column = index;
      FieldVector target = schema.getFields().get(index).createVector(resources.allocator());
      targets.add(target);
      columns.add(
          GatherColumn.of(roots.stream().map(root -> root.getVector(column)).toList(), target));
    }
    return new Gather(schema, List.copyOf(targets), List.copyOf(columns), resources);
  }

  /** Another root takes the place of a batch. */
  void replace(int batch, VectorSchemaRoot root) {
    for (int index = 0; index < columns.size(); index++) {
      columns.get(index).replace(batch, root.getVector(index));
    }
  }

  /** Bytes that a row takes. */
  long rowBytes(int batch, int position) {
    return bytes(batch, position, 1);
  }

  /** Bytes that no row of a batch takes more of; many where only each row can tell. */
  long rowBytesMax(int batch, int rowCount) {
    long bytes = fixedRowBytes;
    for (GatherColumn column : variableColumns) {
      bytes += column.rowBytesMax(batch, rowCount);
    }
    return bytes;
  }

  /** Bytes that rows that follow each other take. */
  long bytes(int batch, int position, int rowCount) {
    long bytes = fixedRowBytes * rowCount;
    for (GatherColumn column : variableColumns) {
      bytes += column.bytes(batch, position, rowCount);
    }
    return bytes;
  }

  /** How many of the rows from a position on take so many bytes; at least one. */
  int rowsWithin(int batch, int position, int countMax, long bytesMax) {
    int fits = 1;
    int tooMany = countMax + 1;
    while (tooMany - fits > 1) {
      int count = (fits + tooMany) >>> 1;
      if (bytes(batch, position, count) <= bytesMax) {
        fits = count;
      } else {
        tooMany = count;
      }
    }
    return fits;
  }

  /** The rows as one batch, lent until the next call. */
  VectorSchemaRoot gather(RowRanges ranges) {
    if (ranges.positions < PARALLEL_ROWS_MIN) {
      columns.forEach(column -> column.gather(ranges));
    } else {
      ColumnTasks.run(
          columns.size(), resources, (column, thread) -> columns.get(column).gather(ranges));
    }
    return new VectorSchemaRoot(schema, targets, ranges.positions);
  }

  /** The rows as one batch, which is the caller's. */
  VectorSchemaRoot take(RowRanges ranges) {
    gather(ranges);
    List<FieldVector> taken = new ArrayList<>();
    for (FieldVector target : targets) {
      TransferPair pair = target.getTransferPair(target.getAllocator());
      pair.transfer();
      taken.add((FieldVector) pair.getTo());
    }
    return new VectorSchemaRoot(schema, taken, ranges.positions);
  }

  @Override
  public void close() {
    targets.forEach(FieldVector::close);
  }
}
