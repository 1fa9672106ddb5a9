package dev.firn.bench;

import dev.firn.bench.WriterAnswers.LoadedWriter;
import dev.firn.bench.WriterAnswers.Taken;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Firn's Parquet writer as a contender of {@link WriterComparison}: no engine, no check of rows,
 * but memory from the budget that an engine has by default.
 */
public final class FirnWriterProcess implements LoadedWriter {
  private final BufferAllocator allocator = new RootAllocator();
  private final MemoryBudget budget =
      MemoryBudget.of(
          FirnConfig.MEMORY_BYTES_MAX_DEFAULT,
          FirnConfig.POOLED_BYTES_MAX_DEFAULT,
          Environment.system());
  private final ArrowBatches rows;
  private final Schema schema;
  private final WriterOptions options;
  private final ExecutorService executor;
  private final int threads;

  private FirnWriterProcess(Path arrow, WriterOptions options, int threads) throws IOException {
    this.rows = ArrowBatches.load(arrow, allocator);
    this.schema = NumberedFields.of(rows.schema());
    this.options = options;
    this.threads = threads;
    this.executor = Executors.newFixedThreadPool(Math.max(1, threads - 1));
  }

  /** Arguments: Arrow file, codec, its level, encoding profile, threads. */
  public static void main(String[] arguments) throws IOException {
    WriterOptions options =
        WriterOptions.builder()
            .compression(WriterCodec.parse(arguments[1], arguments[2]).compression())
            .encodingProfile(EncodingProfile.valueOf(arguments[3].toUpperCase(Locale.ROOT)))
            .build();
    WriterAnswers.serve(
        () ->
            new FirnWriterProcess(Path.of(arguments[0]), options, Integer.parseInt(arguments[4])));
  }

  @Override
  public String version() {
    return options.createdBy();
  }

  @Override
  public Taken write(Path file) throws IOException {
    long from = System.nanoTime();
    WriterResources resources = new WriterResources(budget.arrowRoot(), executor, threads);
    try (FileSink sink = FileSink.create(file);
        ParquetWriter writer = ParquetWriter.create(sink, schema, options, resources)) {
      for (VectorSchemaRoot batch : rows.batches()) {
        writer.append(batch);
      }
      writer.finish();
    }
    return new Taken(System.nanoTime() - from, 0);
  }

  @Override
  public void close() {
    executor.close();
    budget.close();
    rows.close();
    allocator.close();
  }
}
