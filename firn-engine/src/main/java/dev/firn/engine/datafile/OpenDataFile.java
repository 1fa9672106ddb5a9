package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.verify.ValueHashes;
import dev.firn.parquet.FileFacts;
import dev.firn.parquet.ParquetSink;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.SortedColumn;
import dev.firn.parquet.Workspaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A Parquet file being written to storage. {@link #close} throws it away unless it was published.
 *
 * <p>Threads: one at a time.
 */
final class OpenDataFile implements AutoCloseable {
  private final ByteSink sink;
  private final ParquetWriter writer;
  private final Optional<ValueHashes> values;
  private long rowCount;

  private OpenDataFile(ByteSink sink, ParquetWriter writer, Optional<ValueHashes> values) {
    this.sink = sink;
    this.writer = writer;
    this.values = values;
  }

  static OpenDataFile create(
      DataFilePlan plan, String location, Schema schema, Workspaces workspaces) {
    ByteSink sink = plan.storage().create(location);
    try {
      ParquetWriter writer =
          ParquetWriter.create(new SinkOfBytes(sink), schema, plan.options(), workspaces);
      return new OpenDataFile(sink, writer, valuesOf(plan, schema));
    } catch (IllegalArgumentException e) {
      // The writer names every column whose type it cannot write.
      try (sink) {
        throw new FirnException(
            ErrorCode.UNSUPPORTED, "Table '" + plan.table() + "': " + e.getMessage(), e);
      }
    } catch (RuntimeException | Error e) {
      try (sink) {
        throw e;
      }
    }
  }

  private static Optional<ValueHashes> valuesOf(DataFilePlan plan, Schema schema) {
    return switch (plan.settings().verifyOnWrite()) {
      case FOOTER, PAGES -> Optional.empty();
      case VALUES -> Optional.of(ValueHashes.of(schema));
    };
  }

  String location() {
    return sink.location();
  }

  long rowCount() {
    return rowCount;
  }

  long estimatedBytes() {
    return writer.estimatedFileBytes();
  }

  /** Encoded bytes of the row group that is open, before compression. */
  long rowGroupBytes() {
    return writer.rowGroupBytes();
  }

  /** The memory that the open row group takes. */
  long rowGroupMemoryBytes() {
    return writer.rowGroupMemoryBytes();
  }

  /** Ends the row group before it is full, and frees its memory. */
  void endRowGroup() throws IOException {
    writer.endRowGroup();
  }

  void append(VectorSchemaRoot root, int position, int count) throws IOException {
    writer.append(root, position, count);
    values.ifPresent(hashes -> hashes.append(root, position, count));
    rowCount += count;
  }

  /** What was appended, where it is to be read back. */
  Optional<ValueHashes> values() {
    return values;
  }

  /**
   * Ends the file and gives the memory of writing it back; {@link #publish} is to follow.
   *
   * @param sortedBy what its rows are sorted by
   */
  FileFacts finish(List<SortedColumn> sortedBy) throws IOException {
    writer.sortedBy(sortedBy);
    FileFacts facts = writer.finish();
    writer.close();
    return facts;
  }

  /** Makes the file durable and gives it its name. */
  void publish() {
    sink.publish();
  }

  @Override
  public void close() {
    try (sink) {
      writer.close();
    }
  }

  private record SinkOfBytes(ByteSink sink) implements ParquetSink {
    @Override
    public void write(ByteBuffer bytes) {
      sink.write(bytes);
    }

    @Override
    public long offset() {
      return sink.offset();
    }
  }
}
