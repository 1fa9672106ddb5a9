package dev.firn.sql.record;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The rows of data files, file after file, as batches of plain Arrow in {@link ArrowMapping}'s
 * form. Columns are found by field id at every depth, or by the table's name mapping in files
 * without ids; values that a file does not have come from its partition or the column's initial
 * default; deleted rows are left out, whichever kind of delete it was. Filters are not looked at:
 * every row of a task that is not deleted comes out, also where the task's residual says no.
 *
 * <p>Threads: one. Nothing is opened before the first batch is asked for.
 *
 * <p>Failures: a file that is gone or damaged is {@code CORRUPT} and named; a batch that does not
 * fit the allocator is {@code MEMORY}. After a failure no buffer is held; the reader is still to be
 * closed.
 */
public final class RecordReader extends ArrowReader {
  /**
   * What a batch may hold before its last row: room for long texts, and small beside any budget. A
   * batch is larger only by one row, and by what Arrow's doubling of buffers adds.
   */
  private static final long BATCH_BYTES_TARGET = 4L << 20;

  private final Source source;
  private final TaskSequence records;
  private @Nullable RowFill fill;

  private RecordReader(Source source, BufferAllocator allocator) {
    super(allocator);
    this.source = source;
    this.records = new TaskSequence(source);
  }

  /**
   * What is to be read.
   *
   * @param table whose files they are; files are opened by its {@link Table#io()}
   * @param columns the projection: columns of the snapshot's schema, and of structs any fields,
   *     with their ids there
   * @param tasks the files, with their deletes; read in this order
   * @param batchRows rows of a batch at most; long values make it fewer
   */
  public record Source(Table table, Schema columns, List<FileScanTask> tasks, int batchRows) {
    public Source {
      tasks = List.copyOf(tasks);
      if (batchRows < 1) {
        throw new IllegalArgumentException("Batches of " + batchRows + " rows");
      }
    }
  }

  /**
   * Checks that all files can be read; opens none of them.
   *
   * @param allocator of all buffers; stays the caller's
   * @return owned by the caller, who closes it
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} if a file has a format or is encrypted in a
   *     way that is not read here
   */
  public static RecordReader open(Source source, BufferAllocator allocator) {
    ReadableFiles.requireAll(source);
    return new RecordReader(source, allocator);
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      prepareLoadNextBatch();
      return fillBatch(getVectorSchemaRoot());
    } catch (OutOfMemoryException | OutOfMemoryError e) {
      releaseAll();
      throw tooLarge(e);
    } catch (RuntimeException | Error e) {
      releaseAll();
      throw e;
    }
  }

  /** Bytes are read by the table's own file calls, which count none. */
  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected org.apache.arrow.vector.types.pojo.Schema readSchema() {
    return ArrowMapping.toArrow(source.columns());
  }

  @Override
  protected void closeReadSource() {
    records.close();
  }

  private boolean fillBatch(VectorSchemaRoot root) {
    // A batch that was handed on may still be in use, so its buffers are not written again.
    root.clear();
    if (!records.hasNext()) {
      return false;
    }
    RowFill rows = fillOf(root);
    rows.allocate(capacity(rows.slotBytes()));
    int rowCount = 0;
    long bytes = 0;
    while (rowCount < source.batchRows() && bytes < BATCH_BYTES_TARGET && records.hasNext()) {
      bytes += rows.slotBytes() + rows.put(rowCount, records.next());
      rowCount++;
    }
    root.setRowCount(rowCount);
    return true;
  }

  private RowFill fillOf(VectorSchemaRoot root) {
    if (fill == null) {
      fill = RowFill.of(source.columns(), root.getFieldVectors());
    }
    return fill;
  }

  private int capacity(int slotBytes) {
    long rows = BATCH_BYTES_TARGET / Math.max(1, slotBytes);
    return Math.clamp(rows, 1, source.batchRows());
  }

  private void releaseAll() {
    records.closeAfterFailure();
    try {
      getVectorSchemaRoot().clear();
    } catch (IOException e) {
      throw new IllegalStateException("A schema that is made in memory", e);
    }
  }

  private FirnException tooLarge(Throwable cause) {
    return new FirnException(
        ErrorCode.MEMORY,
        "Reading table '"
            + source.table().name()
            + "': expected batches that fit in the memory budget, found one that does not."
            + " Raise storage.parquet.memory.max_usage, or select fewer columns.",
        cause);
  }
}
