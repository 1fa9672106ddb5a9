package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.Contender.Outcome;
import dev.firn.bench.Contender.TableFacts;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs once, with parameters so small that only its working is shown. */
final class BenchmarksTest {
  @Test
  void parquetWriterBenchmarkRunsForEveryColumn() throws RunnerException {
    assertThat(runOnce(options(ParquetWriterBenchmark.class).param("rows", "100")))
        .hasSize(LineitemColumn.values().length);
  }

  @Test
  void validateBenchmarkRunsForEveryKindOfCheck() throws RunnerException {
    assertThat(runOnce(options(ValidateBenchmark.class).param("rows", "100"))).hasSize(5);
  }

  @Test
  void ruleBenchmarkRunsForEveryRule() throws RunnerException {
    assertThat(runOnce(options(RuleBenchmark.class).param("rows", "100")))
        .hasSize(BenchedRule.values().length);
  }

  @Test
  void clusterBenchmarkRunsForEveryKindOfClustering() throws RunnerException {
    assertThat(runOnce(options(ClusterBenchmark.class).param("rows", "100")))
        .hasSize(4 * ClusterBenchmark.By.values().length);
  }

  @Test
  void csvReaderBenchmarkRuns() throws RunnerException {
    assertThat(runOnce(options(CsvReaderBenchmark.class).param("rowCount", "100"))).hasSize(1);
  }

  @Test
  void ndjsonReaderBenchmarkRuns() throws RunnerException {
    assertThat(runOnce(options(NdjsonReaderBenchmark.class).param("rowCount", "100"))).hasSize(1);
  }

  @Test
  void commitBenchmarkRuns() throws RunnerException {
    assertThat(runOnce(options(CommitBenchmark.class))).hasSize(2);
  }

  @Test
  void loadReportPrintsMediansAndRatios() {
    LoadReport report = new LoadReport();
    for (double seconds : new double[] {4, 1, 2}) {
      report.add("one", outcome(seconds));
      report.add("other", outcome(2 * seconds));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    report.print(out);
    report.printRatio(out, "one", "other");
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("| one | 3.00 | 2.00 (1.00–4.00) |")
        .contains("one / other: median 2.00 x (2.00, 2.00, 2.00)");
  }

  @Test
  void readerComparisonReadsTheSameRowsWithEachReader(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ReaderComparison.compare(
        Path.of("../examples/flights.parquet"),
        1,
        folder,
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("20,000 rows, 1 rounds", "| Firn, CSV | ", "| DuckDB, read_csv | ")
        .contains("| Firn, NDJSON | ", "| DuckDB, read_json | ");
  }

  @Test
  void queryComparisonGetsTheSameAnswersFromEachContender(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    QueryComparison.compare(
        Path.of("../examples/flights.parquet"),
        1,
        folder,
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said).contains("20,000 rows, 6 months, 1 rounds");
    assertThat(said.lines().filter(line -> line.startsWith("| Firn | ")))
        .satisfiesExactly(
            point -> assertThat(point).contains("| 1 of 6 |"),
            everything -> assertThat(everything).contains("| 6 of 6 |"),
            month -> assertThat(month).contains("| 1 of 6 |"));
    assertThat(said.lines().filter(line -> line.contains("ndjson.zst, all months | ")))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("| 6 of 6 |"));
    assertThat(said.lines().filter(line -> line.contains("ndjson, pruned by hand | ")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("| 1 of 6 |"));
  }

  @Test
  void logSpeedSetsThroughputBesideDdAndDrawsLatencies(@TempDir Path folder)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LogSpeed.measure(
        new LogThroughput(folder, 1, 4, 100),
        new LogLatency(folder, Duration.ofMillis(40), List.of(1), List.of(1, 2)),
        Plots.of(folder.resolve("plots").toString()),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said).containsPattern("\\| 1 \\| [1-4] \\| [0-9]+ \\| [0-9.]+ \\| [0-9.]+ \\|");
    assertThat(said)
        .contains("| 1 | 1 | ", "| 1 | 2 | ", "Half load: batches of 100 rows, 2 senders");
    assertThat(folder.resolve("plots/log-latency.svg")).content().contains("1 row, p999");
    assertThat(folder.resolve("log-warehouse")).doesNotExist();
    assertThat(folder.resolve("dd.bin")).doesNotExist();
  }

  @Test
  void appendComparisonCommitsTheSameRowsEitherWay(@TempDir Path folder) throws IOException {
    Path arrow = folder.resolve("lineitem.arrow");
    try (BufferAllocator allocator = new RootAllocator();
        LineitemRows rows = LineitemRows.of(100, allocator);
        VectorSchemaRoot root = rows.share();
        FileOutputStream file = new FileOutputStream(arrow.toFile());
        ArrowFileWriter writer = new ArrowFileWriter(root, null, file.getChannel())) {
      writer.writeBatch();
      writer.writeBatch();
      writer.end();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AppendComparison.compare(
        arrow, 1, folder, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("200 rows, 1 rounds", "| append and seal | ", "append and seal / Firn, Arrow");
  }

  @Test
  void commitCurveCountsEverySnapshotAndManifest(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CommitCurve.measure(
        new CommitCurve.Extent(20, 10, 2, 1, 0),
        folder,
        Plots.of(folder.resolve("plots").toString()),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("commits 2 to 3 of 1 tables", "| from staged files to landed commit | 2 | ")
        .contains("Commit over snapshots: in the end 20 snapshots", "| 19–20 | ")
        .contains("Commit over manifests: in the end 10 snapshots, 10 manifests", "| 10–10 | ");
    assertThat(folder.resolve("plots/commit-snapshots.svg"))
        .content()
        .contains("Firn, commit, p50");
    assertThat(folder.resolve("plots/commit-manifests.svg")).exists();
  }

  @Test
  void jsonComparisonWritesTheSameFlightsIntoEachStore(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonComparison.compare(
        new JsonComparison.Extent(Path.of("../examples/flights.parquet"), 1, "256m", 8_000),
        folder,
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said).contains("flights, 20,000 rows, 1 rounds");
    assertThat(filesOf("Firn, batches", said)).isEqualTo("1");
    assertThat(filesOf("Firn, row by row", said)).isEqualTo("1");
    assertThat(filesOf("JSON lines, streamed", said)).isEqualTo("1");
    assertThat(filesOf("JSON lines, buffered per rotation", said)).isEqualTo("3");
    assertThat(said).contains("| Firn, batches / JSON lines, streamed | ");
  }

  private static String filesOf(String store, String said) {
    String line =
        said.lines()
            .filter(each -> each.startsWith("| " + store + " | "))
            .findFirst()
            .orElseThrow();
    return line.split(" \\| ", -1)[7];
  }

  @Test
  void queryReportRefusesAnAnswerThatDiffers() {
    QueryReport report = new QueryReport(ComparedQuery.POINT);
    report.add("one", 1, answer("7, 1.5"));
    assertThatThrownBy(() -> report.add("other", 1, answer("8, 1.5")))
        .hasMessage("other, POINT: expected [7, 1.5], found [8, 1.5]");
  }

  private static QueryContender.Answer answer(String row) {
    QueryContender.FileFacts files = new QueryContender.FileFacts(1, 1);
    return new QueryContender.Answer(List.of(row), files, files);
  }

  private static Outcome outcome(double seconds) {
    return new Outcome(seconds, seconds, Double.NaN, 1, 1_000_000, new TableFacts(6_000_000, 1, 1));
  }

  private static ChainedOptionsBuilder options(Class<?> benchmark) {
    return new OptionsBuilder()
        .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(1))
        .shouldFailOnError(true);
  }

  private static Collection<RunResult> runOnce(ChainedOptionsBuilder options)
      throws RunnerException {
    return new Runner(options.build()).run();
  }
}
