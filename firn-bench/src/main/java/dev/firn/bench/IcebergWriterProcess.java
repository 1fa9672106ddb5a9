package dev.firn.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.firn.bench.WriterAnswers.LoadedWriter;
import dev.firn.bench.WriterAnswers.Taken;
import dev.firn.engine.schema.ArrowMapping;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Files;
import org.apache.iceberg.IcebergBuild;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;

/**
 * Iceberg's generic Parquet writer, which is parquet-java's, as a contender of {@link
 * WriterComparison}. As records the rows would not fit into memory, so they are made of Arrow
 * batches while the clock stands still, some thousand at a time.
 */
public final class IcebergWriterProcess implements LoadedWriter {
  /** So few are still in the processor's caches when they are written. */
  private static final int RECORDS_AT_ONCE = 10_000;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final BufferAllocator allocator = new RootAllocator();
  private final ArrowBatches rows;
  private final Schema schema;
  private final Map<String, String> properties;

  private IcebergWriterProcess(Path arrow, WriterCodec codec) throws IOException {
    this.rows = ArrowBatches.load(arrow, allocator);
    this.schema = ArrowMapping.toIceberg(NumberedFields.of(rows.schema()));
    this.properties =
        Map.of(
            TableProperties.PARQUET_COMPRESSION,
            codec.word(),
            TableProperties.PARQUET_COMPRESSION_LEVEL,
            codec.level());
  }

  /** Arguments: Arrow file, codec, its level. */
  public static void main(String[] arguments) throws IOException {
    WriterCodec codec = WriterCodec.parse(arguments[1], arguments[2]);
    WriterAnswers.serve(() -> new IcebergWriterProcess(Path.of(arguments[0]), codec));
  }

  @Override
  public String version() {
    return "Iceberg " + IcebergBuild.version();
  }

  @Override
  public Taken write(Path file) throws IOException {
    long from = System.nanoTime();
    long otherNanos = 0;
    long otherCpuNanos = 0;
    try (FileAppender<Record> writer =
        Parquet.write(Files.localOutput(file.toFile()))
            .schema(schema)
            .createWriterFunc(GenericParquetWriter::create)
            .setAll(properties)
            .build()) {
      for (VectorSchemaRoot batch : rows.batches()) {
        for (int position = 0; position < batch.getRowCount(); position += RECORDS_AT_ONCE) {
          long otherFrom = System.nanoTime();
          long otherCpuFrom = system.getProcessCpuTime();
          List<Record> records = records(batch, position);
          otherCpuNanos += system.getProcessCpuTime() - otherCpuFrom;
          otherNanos += System.nanoTime() - otherFrom;
          writer.addAll(records);
        }
      }
    }
    return new Taken(System.nanoTime() - from - otherNanos, otherCpuNanos);
  }

  @Override
  public void close() {
    rows.close();
    allocator.close();
  }

  private List<Record> records(VectorSchemaRoot batch, int position) {
    int count = Math.min(RECORDS_AT_ONCE, batch.getRowCount() - position);
    return ArrowRecords.of(schema.asStruct(), batch.getFieldVectors(), position, count);
  }
}
