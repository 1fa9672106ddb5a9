package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.Contender.Outcome;
import dev.firn.bench.Contender.TableFacts;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.table.ByteSize;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.testkit.PythonEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    Path arrow = lineitem(folder, 100);
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

  @Test
  void clusterComparisonLoadsTheSameRowsWithEachEngine(@TempDir Path folder) throws IOException {
    Path arrow = lineitem(folder, 3);
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    LayoutContender.Bench bench = LayoutContender.Bench.of(python, folder, arrow);
    LayoutLoads loads =
        new LayoutLoads(firn(python, folder), bench, new Lineitem(arrow, folder.resolve("none")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ClusterComparison.compare(
        List.of(
            loads.firn(ClusterLayout.MONTH_SORTED),
            loads.duckDb(ClusterLayout.MONTH_SORTED),
            loads.pyIceberg(ClusterLayout.PLAIN)),
        bench,
        1,
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("6 rows, " + bench.months() + " months, 1 rounds")
        .contains("| Firn, by month and sorted | ", "| PyIceberg, plain | ")
        .contains("Firn, by month and sorted / DuckDB, by month and sorted: median ");
  }

  @Test
  void memoryCurveMeasuresEachLoadAndDrawsTheLast(@TempDir Path folder) throws IOException {
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    GeneratedRows rows = GeneratedRows.partitions(4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new MemoryCurve(
            python,
            firn(python, folder),
            folder,
            new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .measure(
            new MemoryCurve.Extent(
                new ByteSize(128L << 20),
                1,
                List.of(MemoryScenario.partitioned(rows, 1), MemoryScenario.partitioned(rows, 10)),
                List.of(MemoryScenario.sorted("20 columns", GeneratedRows.wide(4, 20), 10))),
            Plots.of(folder.resolve("plots").toString()));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("Budget 128MiB, base ")
        .contains("| identity of an int | 4 | 1 | ", "| 20 columns, sorted | 4 | ")
        .doesNotContain("failed");
    assertThat(folder.resolve("plots/memory-partitions.svg")).content().contains("Firn, peak");
    assertThat(folder.resolve("plots/memory-load.svg")).content().contains("Firn, resident");
    assertThat(folder.resolve("memory-warehouse")).doesNotExist();
  }

  @Test
  void generatedValuesAreTheSameEachTimeAndFitTheirTable(@TempDir Path folder) throws IOException {
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    GeneratedRows values = GeneratedRows.values(20, 1_000);
    Path arrow = values.arrow(folder, python);
    byte[] first = Files.readAllBytes(arrow);
    Files.delete(arrow);
    assertThat(values.arrow(folder, python)).hasBinaryContent(first);
    Path warehouse = folder.resolve("warehouse");
    FirnProgram.createTable(warehouse, MemoryScenario.sorted("values", values, 10).createTable());
    try (Firn firn = Firn.open(FirnConfig.of(warehouse));
        InputFiles inputs =
            InputFiles.find(List.of(arrow.toString()), InputOptions.defaults(), firn.budget())) {
      FirnTable table = firn.table(GeneratedRows.TABLE);
      assertThat(table.load(inputs.sources(), LoadOptions.DEFAULT).rows()).isEqualTo(20);
    }
  }

  @Test
  void bufferChurnComparesAllocators() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferChurn.compare("20MB", "500", new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("| Arrow's own | ", "| budget, no pool | ", "| budget and pool | ");
  }

  @Test
  void spillSpeedSpillsUnderTheSmallBudgetOnly(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SpillSpeed(PythonEnvironment.ofCheckout(), folder)
        .measure(
            new SpillSpeed.Extent(new ByteSize(64L << 20), 1, 1),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("275,036 rows, 67 MB of Arrow", "| 64MiB, spilled | ", "| 2000MB, held | ")
        .contains("Time spilled by time held: ");
  }

  @Test
  void batchSizesLoadsEachBatchAndRowGroup(@TempDir Path folder) throws IOException {
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new BatchSizes(
            python, firn(python, folder), folder, new BatchSizes.Extent(List.of(2), List.of(8), 1))
        .measure(
            lineitem(folder, 3),
            Plots.of(folder.resolve("plots").toString()),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("6 rows, 1 rounds")
        .contains("| batches of 2 rows | ", "| row groups of at most 8 MB | ");
    assertThat(folder.resolve("plots/batch-sizes.svg")).content().contains("speed, M rows/s");
    assertThat(folder.resolve("plots/row-group-sizes.svg")).exists();
  }

  @Test
  void queryEffectGetsTheSameAnswersFromEachLayout(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path arrow =
        QueryEffect.shuffled(lineitem(folder, 100), folder, PythonEnvironment.ofCheckout());
    new QueryEffect(new PrintStream(bytes, true, StandardCharsets.UTF_8)).measure(arrow, 1, folder);
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said).contains("200 rows, 1 rounds");
    // Made-up discounts are never as small as the first query asks for.
    assertThat(said.lines().filter(line -> line.startsWith("| as it comes | ")))
        .satisfiesExactly(
            sixth -> assertThat(sixth).contains("| 0 of 1 | 0.000 of "),
            point -> assertThat(point).contains("| 1 of 1 | "));
    assertThat(said.lines().filter(line -> line.startsWith("| sorted by l_orderkey | ")))
        .hasSize(2);
    assertThat(folder.resolve("effect-warehouse")).doesNotExist();
  }

  /** The command of this class path: {@code ./firn} would build it first. */
  private static FirnProgram firn(PythonEnvironment python, Path folder) throws IOException {
    return new FirnProgram(
        new MeasuredProgram(python, folder),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.firn.cli.Main"));
  }

  /** An Arrow file of two batches with so many rows each. */
  private static Path lineitem(Path folder, int rowCount) throws IOException {
    Path arrow = folder.resolve("lineitem.arrow");
    try (BufferAllocator allocator = new RootAllocator();
        LineitemRows rows = LineitemRows.of(rowCount, allocator);
        VectorSchemaRoot root = rows.share();
        FileOutputStream file = new FileOutputStream(arrow.toFile());
        ArrowFileWriter writer = new ArrowFileWriter(root, null, file.getChannel())) {
      writer.writeBatch();
      writer.writeBatch();
      writer.end();
    }
    return arrow;
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
