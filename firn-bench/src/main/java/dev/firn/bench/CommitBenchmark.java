package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Isolates what a commit costs whatever the rows: {@code oneRow} is a whole load of one row (data
 * file, manifest, manifest list, metadata file, pointer), {@code metadataOnly} a rollback, which is
 * metadata file and pointer alone. Every fsync is made, the registry is SQLite. Each iteration has
 * a table of its own, because a commit takes longer the more snapshots the table keeps.
 *
 * <p>Run: {@code firn-bench/run jmh CommitBenchmark}; the disk is that of {@code java.io.tmpdir}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CommitBenchmark {
  private static final Schema SCHEMA =
      new Schema(List.of(Types.NestedField.required(1, "id", Types.LongType.get())));

  private final Path folder = newFolder();
  private final Firn firn = Firn.open(FirnConfig.of(folder));
  private FirnTable table = firn.createTable(newTable(0));
  private long[] snapshots = new long[2];
  private int tableCount;
  private int turn;

  /** A fresh table with two snapshots to change between. */
  @Setup(Level.Iteration)
  public void createTable() {
    tableCount++;
    table = firn.createTable(newTable(tableCount));
    snapshots = new long[] {oneRow().snapshotId(), oneRow().snapshotId()};
  }

  @TearDown
  public void close() throws IOException {
    firn.close();
    Folders.delete(folder);
  }

  /** A load of one row. */
  @Benchmark
  public final CommittedSnapshot oneRow() {
    return table.load(
        new RepeatedReader(
            firn.allocator(), ArrowMapping.toArrow(SCHEMA), 1, CommitBenchmark::fill));
  }

  /** A commit without files. */
  @Benchmark
  public FirnTable.RolledBack metadataOnly() {
    turn = 1 - turn;
    return table.rollback(new SnapshotTarget.SnapshotId(snapshots[turn]));
  }

  private static void fill(org.apache.arrow.vector.VectorSchemaRoot root) {
    LineitemColumn.ORDER_KEY_LONG.fill(root.getVector(0), 1);
    root.setRowCount(1);
  }

  private static NewTable newTable(int number) {
    return NewTable.of(new TableName("bench", "commits_" + number), SCHEMA, Map.of());
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("firn-commits");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
