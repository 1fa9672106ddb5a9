package dev.firn.bench;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.csv.CsvOptions;
import dev.firn.input.csv.CsvReader;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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
 * Isolates the way from CSV bytes in memory to Arrow vectors of the table's types, one thread:
 * decoding, taking apart, converting. {@code rows} is M rows/s of five columns.
 *
 * <p>Run: {@code firn-bench/run jmh CsvReaderBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CsvReaderBenchmark {
  /** Counts rows beside calls. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counted {
    public long rows;

    /** JMH sums it up over an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      rows = 0;
    }
  }

  @Param("100000")
  public int rowCount;

  private final BufferAllocator allocator = new RootAllocator();
  private byte[] text = {};

  /** Makes the file. */
  @Setup
  public void write() {
    text = FlightsText.csv(rowCount);
  }

  @TearDown
  public void close() {
    allocator.close();
  }

  /** Reads the file once. */
  @Benchmark
  public long read(Counted counted) {
    ViolationLog violations = ViolationLog.of("bench.flights");
    LoadTarget target =
        new LoadTarget(
            TableName.parse("bench.flights"), FlightsText.SCHEMA, MatchOptions.STRICT, violations);
    long rows = 0;
    try (CsvReader reader =
        CsvReader.open(
            TextSource.open("flights.csv", new ByteArrayInputStream(text)),
            CsvOptions.defaults(),
            new TextLimits(10_000, TextLimits.BATCH_BYTES_DEFAULT),
            target,
            allocator)) {
      Optional<IncomingBatch> next = reader.nextBatch();
      while (next.isPresent()) {
        try (IncomingBatch batch = next.get()) {
          rows += batch.rowCount();
        }
        next = reader.nextBatch();
      }
    }
    violations.requireEmpty();
    if (rows != rowCount) {
      throw new IllegalStateException("Expected " + rowCount + " rows, found " + rows);
    }
    counted.rows += rows;
    return rows;
  }
}
