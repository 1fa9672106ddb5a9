package dev.firn.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/**
 * The open row group: its columns, and the way from them to the file. It ends when its encoded
 * bytes before compression reach their maximum; they are looked at often enough that they exceed it
 * by no more than a sixteenth and one row.
 *
 * <p>Threads: one caller; columns are encoded in parallel.
 */
final class RowGroupWriter implements AutoCloseable {
  /** The least part of a row group that is appended before its bytes are looked at again. */
  private static final int STEPS_MIN = 16;

  private final FileSchema schema;
  private final WriterOptions options;
  private final WriterResources resources;
  private final BufferPool pool;
  private final Workspaces workspaces;
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final List<ColumnTotals> totals;
  private long rowCount;

  RowGroupWriter(FileSchema schema, WriterOptions options, Workspaces workspaces) {
    this(
        schema,
        options,
        workspaces,
        schema.leaves().stream()
            .map(leaf -> new ColumnTotals(leaf, options.compressionOf(leaf.dottedPath())))
            .toList());
  }

  private RowGroupWriter(
      FileSchema schema, WriterOptions options, Workspaces workspaces, List<ColumnTotals> totals) {
    this.schema = schema;
    this.totals = totals;
    this.options = options;
    this.workspaces = workspaces;
    this.resources = workspaces.resources();
    this.pool = new BufferPool(resources.allocator());
    workspaces.prepare(schema.leaves().size());
    List<ShortChunkChoice> choices = workspaces.choices(schema, options);
    int pageRowsMax = PageRows.max(schema.leaves(), options);
    for (LeafColumn leaf : schema.leaves()) {
      columns.add(new ColumnWriter(leaf, options, pageRowsMax, choices.get(leaf.index()), pool));
    }
  }

  /** Appends as many rows as surely fit, at least one; returns how many. */
  int append(VectorSchemaRoot batch, DictionaryProvider dictionaries, int position, int rows) {
    List<ColumnVectors> vectors =
        columns.stream()
            .map(column -> ColumnVectors.of(column.column(), batch, dictionaries))
            .toList();
    int taken = rowsToTake(vectors, position, rows);
    int[] order = largestFirst(vectors, position, taken);
    ColumnTasks.run(
        columns.size(),
        resources,
        (turn, thread) -> {
          int column = order[turn];
          columns.get(column).append(vectors.get(column), position, taken, workspaces.of(thread));
        });
    rowCount += taken;
    return taken;
  }

  boolean isFull() {
    return rowCount >= options.rowGroupRowsMax() || encodedBytes() >= options.rowGroupBytesMax();
  }

  boolean isEmpty() {
    return rowCount == 0;
  }

  /** Ends the row group, writes its pages, and begins the next one. */
  void flush(FileOutput output, FooterWriter footer) throws IOException {
    ColumnTasks.run(
        columns.size(),
        resources,
        (column, thread) -> columns.get(column).finishChunk(workspaces.of(thread)));
    long offset = output.offset();
    long encodedBytes = 0;
    List<ColumnChunk> chunks = new ArrayList<>();
    List<ChunkIndexes> indexes = new ArrayList<>();
    for (ColumnWriter column : columns) {
      FinishedChunk chunk = column.finishedChunk();
      ColumnMetaData metadata =
          new ChunkMetadata(chunk, options.boundBytesMax()).at(output.offset());
      chunks.add(new ColumnChunk(0).setMeta_data(metadata));
      indexes.add(ChunkIndexes.of(chunk, metadata.getData_page_offset()));
      output.write(chunk.pages().dictionaryPage());
      output.write(chunk.pages().dataPages());
      encodedBytes += chunk.pages().encodedBytes();
    }
    RowGroup rowGroup = new RowGroup(chunks, encodedBytes, rowCount);
    rowGroup.setFile_offset(offset);
    rowGroup.setTotal_compressed_size(output.offset() - offset);
    endChunks(chunks, output);
    footer.add(rowGroup, indexes);
    rowCount = 0;
  }

  /**
   * Writes the Bloom filters right behind their row group, so that memory does not grow with the
   * file, and begins the next chunks.
   */
  private void endChunks(List<ColumnChunk> chunks, FileOutput output) throws IOException {
    for (ColumnWriter column : columns) {
      int index = column.column().index();
      FinishedChunk chunk = column.finishedChunk();
      if (chunk.filter() != null) {
        chunk.filter().write(output, chunks.get(index).getMeta_data());
      }
      totals.get(index).add(chunk, column.times());
      column.beginChunk();
    }
  }

  /**
   * Gives all memory back after a flush, also that of open pages, which are kept else.
   *
   * @return what goes on with the file in its place
   */
  RowGroupWriter renewed() {
    close();
    workspaces.giveBack();
    return new RowGroupWriter(schema, options, workspaces, totals);
  }

  List<ColumnFacts> columnFacts() {
    return totals.stream().map(ColumnTotals::facts).toList();
  }

  long retainedBytes() {
    return pool.retainedBytes() + workspaces.retainedBytes();
  }

  long takenBytes() {
    return pool.takenBytes();
  }

  /** What the row group would take if it ended now, as stored. */
  long storedBytesEstimate() {
    long bytes = 0;
    for (ColumnWriter column : columns) {
      bytes += column.storedBytesEstimate();
    }
    return bytes;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The encoded bytes of the open row group, before compression. */
  long encodedBytes() {
    long bytes = 0;
    for (ColumnWriter column : columns) {
      bytes += column.encodedBytes();
    }
    return bytes;
  }

  /**
   * The columns in the order in which they are encoded. If a large one came last, one thread would
   * still be busy with it when the others have nothing left to do.
   */
  private int[] largestFirst(List<ColumnVectors> vectors, int position, int rows) {
    IntStream numbers = IntStream.range(0, columns.size());
    if (resources.parallelism() == 1) {
      return numbers.toArray();
    }
    long[] bytes = new long[columns.size()];
    Arrays.setAll(
        bytes, i -> PlainBytesBound.of(columns.get(i).column(), vectors.get(i), position, rows));
    return numbers
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> bytes[i]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The most rows whose plain bytes fit into what is left, or into one step if less is left. */
  private int rowsToTake(List<ColumnVectors> vectors, int position, int rows) {
    long rowsLeft = options.rowGroupRowsMax() - rowCount;
    long bytesLeft = options.rowGroupBytesMax() - encodedBytes();
    long bytes = Math.max(bytesLeft, options.rowGroupBytesMax() / STEPS_MIN);
    int most = (int) Math.min(rows, rowsLeft);
    int high = most;
    int low = 1;
    while (low < high) {
      // Most often all of them fit, so that is asked first.
      int middle = high == most ? high : (int) (((long) low + high + 1) >>> 1);
      if (PlainBytesBound.of(columns, vectors, position, middle) <= bytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
