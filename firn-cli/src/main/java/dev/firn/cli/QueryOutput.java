package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.parquet.ParquetSink;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;

/**
 * The rows of a query in the formats that keep them as columns. A file appears under its name when
 * it is whole.
 */
final class QueryOutput {
  private final GlobalOptions options;
  private final PrintStream standardOut;
  private final MemoryBudget budget;

  QueryOutput(GlobalOptions options, PrintStream standardOut, MemoryBudget budget) {
    this.options = options;
    this.standardOut = standardOut;
    this.budget = budget;
  }

  /** Refuses what could only be seen after the query has run. */
  static void requirePossible(GlobalOptions options) {
    if (options.format() == OutputFormat.parquet && options.output() == null) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Option '--format parquet': expected '--output FILE' with it, because a Parquet file is"
              + " read from its end, found none.");
    }
  }

  /** Writes all rows. */
  void write(ArrowReader rows) {
    Path file = options.output();
    try {
      if (file == null) {
        writeStream(rows, Channels.newChannel(standardOut));
        standardOut.flush();
      } else {
        writeFile(rows, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Writing the result failed", e);
    }
  }

  private void writeFile(ArrowReader rows, Path file) throws IOException {
    LocalStorage storage = LocalStorage.create();
    String location = LocalStorage.locationOf(file);
    storage.delete(location);
    try (ByteSink sink = storage.create(location)) {
      if (options.format() == OutputFormat.parquet) {
        writeParquet(rows, sink);
      } else {
        writeStream(rows, new SinkChannel(sink));
      }
      sink.publish();
    }
  }

  private static void writeStream(ArrowReader rows, WritableByteChannel channel)
      throws IOException {
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    try (ArrowWriter writer = new ArrowStreamWriter(root, null, channel)) {
      writer.start();
      while (rows.loadNextBatch()) {
        writer.writeBatch();
      }
      writer.end();
    }
  }

  private void writeParquet(ArrowReader rows, ByteSink sink) throws IOException {
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    try (ParquetWriter writer =
        ParquetWriter.create(
            new SinkOfFile(sink),
            root.getSchema(),
            WriterOptions.defaults(),
            WriterResources.singleThreaded(budget.arrowRoot()))) {
      while (rows.loadNextBatch()) {
        writer.append(root);
      }
      writer.finish();
    } catch (IllegalArgumentException e) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED, "Option '--format parquet': " + e.getMessage(), e);
    }
  }

  private record SinkOfFile(ByteSink sink) implements ParquetSink {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      sink.write(bytes);
    }

    @Override
    public long offset() {
      return sink.offset();
    }
  }

  /** A sink as a channel; whoever made the sink closes it. */
  private record SinkChannel(ByteSink sink) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      sink.write(bytes);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Publishing or not is not the writer's to say.
    }
  }
}
