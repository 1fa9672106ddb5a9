package dev.firn.bench;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.validate.BatchValidator;
import java.util.List;
import java.util.Optional;
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
 * Isolates the check of a good batch, as every load pays it for every row: one required column of
 * one type. {@code values} is M values/s; a column whose type allows all bits costs nothing but the
 * call.
 *
 * <p>Run: {@code firn-bench/run jmh ValidateBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValidateBenchmark {
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

  @Param({"ORDER_KEY_LONG", "PRICE_DECIMAL", "SHIP_MODE_STRING", "COMMENT_STRING", "UMLAUT_STRING"})
  public LineitemColumn column = LineitemColumn.COMMENT_STRING;

  /** As many as a batch of an Arrow file usually has. */
  @Param("65536")
  public int rows;

  private final BufferAllocator allocator = new RootAllocator();
  private VectorSchemaRoot batch = VectorSchemaRoot.of();
  private BatchValidator validator = BatchValidator.of(new Schema());

  /** Makes the batch that each call checks; a batch that is valid stays whole. */
  @Setup
  public void fill() {
    Schema schema = new Schema(List.of(Types.NestedField.required(1, "column", column.type())));
    batch = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
    column.fill(batch.getVector(0), rows);
    batch.setRowCount(rows);
    validator = BatchValidator.of(schema);
  }

  @TearDown
  public void close() {
    batch.close();
    allocator.close();
  }

  /** The check of one batch. */
  @Benchmark
  public Optional<ValidBatch> check(Counted counted) {
    counted.values += rows;
    return validator.check(
        ProjectedBatch.of(new BatchOrigin("benchmark", 1), batch), ViolationLog.of("bench.column"));
  }
}
