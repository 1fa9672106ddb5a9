package dev.firn.parquet;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes Arrow batches as one Parquet file. Batches are read in place and may be closed or reused
 * as soon as {@link #append} returns. Encoded pages of the open row group are kept compressed in
 * off-heap buffers until the row group is full, then flushed to the sink; so memory is one row
 * group, however long the file.
 *
 * <p>Threads: one caller at a time; columns are encoded on the executor of the {@link
 * WriterResources} while the caller waits.
 *
 * <p>Failures: after any exception of append or finish the writer is unusable and only {@link
 * #close} is allowed; the sink then holds a torn file, to be discarded by its owner.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ParquetWriter implements AutoCloseable {
  private ParquetWriter() {}

  /**
   * A writer of one file; nothing is written yet.
   *
   * @param sink an empty sink, not closed by the writer
   * @param schema the fields, their nullability and their ids; batches must have the same
   * @throws IllegalArgumentException if a type cannot be written or an option names an unknown
   *     column; all such columns are named
   */
  public static ParquetWriter create(
      ParquetSink sink, Schema schema, WriterOptions options, WriterResources resources) {
    throw new UnsupportedOperationException(
        "The writer follows." + sink + schema + options.createdBy() + resources);
  }

  /** Appends all rows of the batch. See {@link #append(VectorSchemaRoot, int, int)}. */
  public void append(VectorSchemaRoot batch) throws IOException {
    append(batch, 0, batch.getRowCount());
  }

  /**
   * Appends a range of the batch's rows, and flushes row groups that are full.
   *
   * @param position the first row
   * @param rowCount how many rows
   * @throws InvalidBatchException if the batch does not have the schema's columns, or a column
   *     holds a null or a decimal that its type forbids
   * @throws IOException if the sink failed
   * @throws IllegalStateException if the writer failed before, is finished or closed
   */
  public void append(VectorSchemaRoot batch, int position, int rowCount) throws IOException {
    throw new UnsupportedOperationException("The writer follows." + batch + position + rowCount);
  }

  /** The memory held now: buffers in use and pooled ones, and the indexes of flushed row groups. */
  public long bufferedBytes() {
    return 0;
  }

  /** The bytes written plus an estimate of what the open row group and the footer will add. */
  public long estimatedFileBytes() {
    return 0;
  }

  /**
   * Flushes the open row group and writes indexes and footer. The sink then holds the whole file.
   *
   * @throws IOException if the sink failed
   * @throws IllegalStateException if the writer failed before, is finished or closed
   */
  public FileFacts finish() throws IOException {
    throw new UnsupportedOperationException("The writer follows.");
  }

  /** Gives all buffers back; the sink is left as it is. Closing twice does nothing. */
  @Override
  public void close() {}
}
