package dev.firn.bench;

import dev.firn.engine.schema.ArrowMapping;
import dev.firn.parquet.Compression;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.FileFacts;
import dev.firn.parquet.ParquetSink;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Isolates the Parquet writer: one column of one type, as lineitem has it, encoded and compressed
 * in one thread into a file of bytes that are counted and forgotten. No projection, no check, no
 * disk. {@code values} is M values/s.
 *
 * <p>Run: {@code firn-bench/run jmh ParquetWriterBenchmark}; one type: {@code -p
 * column=COMMENT_STRING}; without compression: {@code -p codec=NONE}; one encoding: {@code -p
 * encoding=DELTA_BINARY_PACKED}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParquetWriterBenchmark {
  /** What pages are compressed with. */
  public enum PageCodec {
    ZSTD_1,
    NONE
  }

  /** How values are encoded. */
  public enum ColumnEncoding {
    /** As the compatible profile chooses. */
    COMPATIBLE,
    /** As the modern profile chooses. */
    MODERN,
    PLAIN,
    RLE_DICTIONARY,
    DELTA_BINARY_PACKED,
    DELTA_LENGTH_BYTE_ARRAY,
    DELTA_BYTE_ARRAY,
    BYTE_STREAM_SPLIT
  }

  /** Counts values beside calls. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counted {
    public long values;

    /** JMH sums it up over an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      values = 0;
    }
  }

  @Param public LineitemColumn column = LineitemColumn.ORDER_KEY_LONG;

  @Param("ZSTD_1")
  public PageCodec codec = PageCodec.ZSTD_1;

  @Param("COMPATIBLE")
  public ColumnEncoding encoding = ColumnEncoding.COMPATIBLE;

  /** One row group of eight-byte values; far more than the caches hold. */
  @Param("1000000")
  public int rows;

  private final BufferAllocator allocator = new RootAllocator();
  private VectorSchemaRoot batch = VectorSchemaRoot.of();
  private WriterOptions options = WriterOptions.defaults();

  /** Makes the batch that each call writes. */
  @Setup
  public void fill() {
    Schema schema = new Schema(List.of(Types.NestedField.required(1, "column", column.type())));
    batch = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
    column.fill(batch.getVector(0), rows);
    batch.setRowCount(rows);
    options = options();
  }

  @TearDown
  public void close() {
    batch.close();
    allocator.close();
  }

  /** A whole file of one column. */
  @Benchmark
  public FileFacts write(Counted counted) throws IOException {
    CountingSink sink = new CountingSink();
    WriterResources resources = WriterResources.singleThreaded(allocator);
    try (ParquetWriter writer = ParquetWriter.create(sink, batch.getSchema(), options, resources)) {
      writer.append(batch);
      counted.values += rows;
      return writer.finish();
    }
  }

  private WriterOptions options() {
    WriterOptions.Builder builder = WriterOptions.builder().compression(compression());
    return switch (encoding) {
      case COMPATIBLE -> builder.encodingProfile(EncodingProfile.COMPATIBLE).build();
      case MODERN -> builder.encodingProfile(EncodingProfile.MODERN).build();
      case PLAIN,
          RLE_DICTIONARY,
          DELTA_BINARY_PACKED,
          DELTA_LENGTH_BYTE_ARRAY,
          DELTA_BYTE_ARRAY,
          BYTE_STREAM_SPLIT ->
          builder.columnEncoding("column", Encoding.valueOf(encoding.name())).build();
    };
  }

  private Compression compression() {
    return switch (codec) {
      case ZSTD_1 -> Compression.zstd(1);
      case NONE -> Compression.UNCOMPRESSED;
    };
  }

  /** Counts what is written and forgets it. */
  static final class CountingSink implements ParquetSink {
    private long offset;

    @Override
    public void write(ByteBuffer bytes) {
      offset += bytes.remaining();
      bytes.position(bytes.limit());
    }

    @Override
    public long offset() {
      return offset;
    }
  }
}
