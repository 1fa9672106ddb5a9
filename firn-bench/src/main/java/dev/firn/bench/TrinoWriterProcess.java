package dev.firn.bench;

import dev.firn.bench.WriterAnswers.LoadedWriter;
import dev.firn.bench.WriterAnswers.Taken;
import io.trino.parquet.writer.ParquetSchemaConverter;
import io.trino.parquet.writer.ParquetWriter;
import io.trino.parquet.writer.ParquetWriterOptions;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.CompressionCodec;

/**
 * Trino's Parquet writer as a contender of {@link WriterComparison}, with its pages on the heap.
 * Its zstd has the library's default level and no other.
 */
public final class TrinoWriterProcess implements LoadedWriter {
  private final List<Page> pages;
  private final ParquetSchemaConverter schema;
  private final CompressionCodec codec;

  private TrinoWriterProcess(Path arrow, CompressionCodec codec) throws IOException {
    this.codec = codec;
    this.pages = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBatches rows = ArrowBatches.load(arrow, allocator)) {
      for (VectorSchemaRoot batch : rows.batches()) {
        Block[] blocks =
            batch.getFieldVectors().stream().map(ArrowBlocks::block).toArray(Block[]::new);
        pages.add(new Page(batch.getRowCount(), blocks));
      }
      List<FieldVector> columns = rows.batches().getFirst().getFieldVectors();
      List<Type> types = columns.stream().map(ArrowBlocks::type).toList();
      List<String> names = columns.stream().map(FieldVector::getName).toList();
      this.schema = new ParquetSchemaConverter(types, names, false, false);
    }
  }

  /** Arguments: Arrow file, codec, its level, which is passed over. */
  public static void main(String[] arguments) throws IOException {
    CompressionCodec codec = CompressionCodec.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    WriterAnswers.serve(() -> new TrinoWriterProcess(Path.of(arguments[0]), codec));
  }

  @Override
  public String version() {
    return "Trino " + trinoVersion() + (codec == CompressionCodec.ZSTD ? ", always zstd 3" : "");
  }

  @Override
  public Taken write(Path file) throws IOException {
    long from = System.nanoTime();
    try (ParquetWriter writer =
        new ParquetWriter(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW),
            schema.getMessageType(),
            schema.getPrimitiveTypes(),
            ParquetWriterOptions.builder().build(),
            codec,
            trinoVersion(),
            Optional.empty(),
            Optional.empty())) {
      for (Page page : pages) {
        writer.write(page);
      }
    }
    return new Taken(System.nanoTime() - from, 0);
  }

  @Override
  public void close() {
    pages.clear();
  }

  private static String trinoVersion() {
    return ParquetWriter.class.getPackage().getImplementationVersion();
  }
}
