package dev.firn.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
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
public final class ParquetWriter implements AutoCloseable {
  private enum State {
    OPEN,
    /** Also while a call is running, so that one that throws leaves it behind. */
    FAILED,
    FINISHED,
    CLOSED
  }

  private final FileSchema schema;
  private final FileOutput output;
  private final FooterWriter footer;
  private final Workspaces workspaces;

  /** Whether nobody else uses them. */
  private final boolean ownsWorkspaces;

  private RowGroupWriter rowGroup;
  private State state = State.OPEN;

  private ParquetWriter(
      ParquetSink sink,
      FileSchema schema,
      WriterOptions options,
      Workspaces workspaces,
      boolean ownsWorkspaces) {
    this.workspaces = workspaces;
    this.ownsWorkspaces = ownsWorkspaces;
    this.schema = schema;
    this.output = new FileOutput(sink);
    this.footer = new FooterWriter(schema, options);
    this.rowGroup = new RowGroupWriter(schema, options, workspaces);
  }

  /**
   * A writer of one file; nothing is written yet.
   *
   * @param sink an empty sink, not closed by the writer
   * @param schema the fields, their nullability and their ids; batches must have the same, or refer
   *     to values of the same types by dictionaries ({@link ValueSchema} makes the one of the
   *     other)
   * @throws IllegalArgumentException if a type cannot be written, an option names an unknown column
   *     or an encoding that its column cannot have (all such columns are named), this machine lacks
   *     a codec's library, or the sink is not empty
   */
  public static ParquetWriter create(
      ParquetSink sink, Schema schema, WriterOptions options, WriterResources resources) {
    FileSchema mapped = map(sink, schema, options);
    return new ParquetWriter(sink, mapped, options, new Workspaces(resources), true);
  }

  /**
   * A writer of one of many files.
   *
   * @param workspaces not closed by the writer, and used by no other one until it is closed
   */
  public static ParquetWriter create(
      ParquetSink sink, Schema schema, WriterOptions options, Workspaces workspaces) {
    return new ParquetWriter(sink, map(sink, schema, options), options, workspaces, false);
  }

  private static FileSchema map(ParquetSink sink, Schema schema, WriterOptions options) {
    if (sink.offset() != 0) {
      throw new IllegalArgumentException(
          "Sink: expected an empty one, found offset " + sink.offset() + ".");
    }
    return SchemaMapping.map(schema, options);
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
    append(batch, new DictionaryProvider.MapDictionaryProvider(), position, rowCount);
  }

  /**
   * Appends a range of rows of a batch, of which any leaf may be dictionary-encoded. Its values are
   * read in the dictionary, none are copied into a vector first; the file is as if they had been.
   *
   * @param dictionaries those that the batch's fields name; the next batch may come with others,
   *     and with columns that are not encoded
   * @param position the first row
   * @param rowCount how many rows
   * @throws InvalidBatchException if the batch does not have the schema's columns, a column holds a
   *     null or a decimal that its type forbids, or an index that is not that of a value
   * @throws IOException if the sink failed
   * @throws IllegalStateException if the writer failed before, is finished or closed
   */
  public void append(
      VectorSchemaRoot batch, DictionaryProvider dictionaries, int position, int rowCount)
      throws IOException {
    begin();
    BatchCheck.check(schema, batch, dictionaries, position, rowCount);
    int done = 0;
    while (done < rowCount) {
      done += rowGroup.append(batch, dictionaries, position + done, rowCount - done);
      if (rowGroup.isFull()) {
        flush();
      }
    }
    state = State.OPEN;
  }

  /** The encoded bytes of the open row group, before compression. */
  public long rowGroupBytes() {
    return rowGroup.encodedBytes();
  }

  /**
   * The memory that the open row group takes now. It is more than its encoded bytes: values wait in
   * open pages and dictionaries, in buffers with room to grow.
   */
  public long rowGroupMemoryBytes() {
    return rowGroup.takenBytes();
  }

  /**
   * Ends the open row group before it is full, and frees the memory it took. For callers that are
   * short of memory: smaller row groups are read more slowly.
   *
   * @throws IOException if the sink failed
   * @throws IllegalStateException if the writer failed before, is finished or closed
   */
  public void endRowGroup() throws IOException {
    begin();
    if (!rowGroup.isEmpty()) {
      flush();
    }
    rowGroup = rowGroup.renewed();
    state = State.OPEN;
  }

  /** The memory held now: buffers in use and pooled ones, and the indexes of flushed row groups. */
  public long bufferedBytes() {
    return rowGroup.retainedBytes() + footer.bytesEstimate();
  }

  /** The bytes written plus an estimate of what the open row group and the footer will add. */
  public long estimatedFileBytes() {
    return output.offset() + rowGroup.storedBytesEstimate() + footer.bytesEstimate();
  }

  /**
   * Says in the footer that all rows, from the file's first to its last, are sorted by these
   * columns, the first of them first. Asked for before {@link #finish}, because whether rows were
   * in order is known when the last one was appended.
   *
   * @throws IllegalArgumentException if there is no column of such an id, or more than one
   */
  public void sortedBy(List<SortedColumn> columns) {
    footer.sortedBy(columns);
  }

  /**
   * Flushes the open row group and writes indexes and footer. The sink then holds the whole file.
   *
   * @throws IOException if the sink failed
   * @throws IllegalStateException if the writer failed before, is finished or closed
   */
  public FileFacts finish() throws IOException {
    begin();
    if (rowGroup.isEmpty()) {
      writeMagic();
    } else {
      flush();
    }
    long crc32c = footer.write(output);
    state = State.FINISHED;
    return new FileFacts(
        output.offset(),
        footer.rowCount(),
        footer.rowGroups().stream().map(FooterReader::rowGroupFacts).toList(),
        rowGroup.columnFacts(),
        crc32c);
  }

  /** Gives all buffers back; the sink is left as it is. Closing twice does nothing. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      rowGroup.close();
      if (ownsWorkspaces) {
        workspaces.close();
      } else {
        workspaces.fileEnded();
      }
    }
  }

  private void begin() {
    String found =
        switch (state) {
          case OPEN -> "";
          case FAILED -> "one that failed before";
          case FINISHED -> "one that is finished";
          case CLOSED -> "one that is closed";
        };
    if (!found.isEmpty()) {
      throw new IllegalStateException("Parquet writer: expected an open one, found " + found + ".");
    }
    state = State.FAILED;
  }

  private void flush() throws IOException {
    writeMagic();
    rowGroup.flush(output, footer);
  }

  /** The first bytes, not written before there is something behind them. */
  private void writeMagic() throws IOException {
    if (output.offset() == 0) {
      output.write(FooterWriter.MAGIC);
    }
  }
}
