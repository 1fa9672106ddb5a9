package dev.firn.bench;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.cluster.ClusterPlan;
import dev.firn.engine.cluster.ClusteredRows;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.cluster.SpillSpace;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.WriterResources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
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
 * Isolates clustering: transforms, the sort, and the gathering of columns, without encoding; in
 * memory, or merged from so many runs on disk. Rows are like flights over seven years. {@code rows}
 * is M rows/s.
 *
 * <p>Run: {@code firn-bench/run jmh ClusterBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ClusterBenchmark {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.required(4, "origin", Types.StringType.get()),
          Types.NestedField.required(5, "destination", Types.StringType.get()));

  /** Rows of a batch, as most sources give them. */
  private static final int BATCH_ROWS = 10_000;

  private static final long MICROS_OF_SEVEN_YEARS = 7L * 365 * 86_400_000_000L;

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

  /** What rows are clustered by. */
  public enum By {
    MONTH,
    MONTH_AND_BUCKET,
    MONTH_AND_BUCKET_SORTED,
    ORIGIN_SORTED
  }

  /** On disk; none is a sort in memory. */
  @Param({"0", "16"})
  public int runs;

  @Param public By by = By.MONTH;

  @Param({"false", "true"})
  public boolean arrivesInOrder;

  @Param("1000000")
  public int rows;

  private final BufferAllocator allocator = new RootAllocator();
  private final List<VectorSchemaRoot> batches = new ArrayList<>();
  private ClusterPlan plan =
      new ClusterPlan(SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted());

  /** Makes the batches that each call clusters. */
  @Setup
  public void fill() {
    plan = new ClusterPlan(SCHEMA, spec(), order());
    SplittableRandom random = new SplittableRandom(1);
    for (int start = 0; start < rows; start += BATCH_ROWS) {
      int count = Math.min(BATCH_ROWS, rows - start);
      VectorSchemaRoot batch = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
      batch.getFieldVectors().forEach(FieldVector::allocateNew);
      for (int i = 0; i < count; i++) {
        fill(batch, i, start + i, random);
      }
      batch.setRowCount(count);
      batches.add(batch);
    }
  }

  @TearDown
  public void close() {
    batches.forEach(VectorSchemaRoot::close);
    allocator.close();
  }

  private SpillSpace space() {
    Storage storage = LocalStorage.create();
    String folder = LocalStorage.locationOf(Path.of(System.getProperty("java.io.tmpdir")));
    return new SpillSpace(
        storage,
        folder,
        () ->
            new FrameSpill(
                storage.createScratchFile(folder),
                ArrowMapping.toArrow(SCHEMA),
                FrameCompression.LZ4,
                allocator),
        1 << 20,
        () -> 1L << 30,
        MemoryBudget.of(1L << 40),
        EngineMetrics.inMemory(),
        TableName.parse("air.flights"));
  }

  /** One load's rows, from batches to the last column batch in order. */
  @Benchmark
  public long cluster(Counted counted) {
    long slices = 0;
    try (Clustering clustering =
        Clustering.of(plan, space(), WriterResources.singleThreaded(allocator))) {
      for (int i = 0; i < batches.size(); i++) {
        clustering.add(ValidBatch.of(new BatchOrigin("benchmark", 1), batches.get(i).slice(0)));
        if ((i + 1) * runs / batches.size() > i * runs / batches.size()) {
          clustering.spill();
        }
      }
      try (ClusteredRows clustered = clustering.finish()) {
        while (!clustered.announce(256).isEmpty()) {
          for (Optional<PartitionSlice> slice = clustered.next();
              slice.isPresent();
              slice = clustered.next()) {
            slices++;
            counted.rows += slice.get().rowCount();
          }
        }
      }
    }
    return slices;
  }

  private PartitionSpec spec() {
    return switch (by) {
      case MONTH -> PartitionSpec.builderFor(SCHEMA).month("date").build();
      case MONTH_AND_BUCKET, MONTH_AND_BUCKET_SORTED ->
          PartitionSpec.builderFor(SCHEMA).month("date").bucket("origin", 8).build();
      case ORIGIN_SORTED -> PartitionSpec.unpartitioned();
    };
  }

  private SortOrder order() {
    return switch (by) {
      case MONTH, MONTH_AND_BUCKET -> SortOrder.unsorted();
      case MONTH_AND_BUCKET_SORTED ->
          SortOrder.builderFor(SCHEMA).asc("date").desc("delay", NullOrder.NULLS_LAST).build();
      case ORIGIN_SORTED -> SortOrder.builderFor(SCHEMA).asc("origin").asc("date").build();
    };
  }

  private void fill(VectorSchemaRoot batch, int position, int row, SplittableRandom random) {
    long micros =
        arrivesInOrder
            ? row * (MICROS_OF_SEVEN_YEARS / rows)
            : random.nextLong(MICROS_OF_SEVEN_YEARS);
    ((TimeStampMicroVector) batch.getVector(0)).setSafe(position, micros);
    ((BigIntVector) batch.getVector(1)).setSafe(position, random.nextLong(-30, 300));
    ((BigIntVector) batch.getVector(2)).setSafe(position, random.nextLong(50, 5_000));
    ((VarCharVector) batch.getVector(3)).setSafe(position, airport(random));
    ((VarCharVector) batch.getVector(4)).setSafe(position, airport(random));
  }

  private static byte[] airport(SplittableRandom random) {
    int number = random.nextInt(300);
    return new String(new char[] {(char) ('A' + number % 26), (char) ('A' + number / 26), 'X'})
        .getBytes(StandardCharsets.US_ASCII);
  }
}
