package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.table.ByteSize;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.testkit.PythonEnvironment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A load sorted by a random key whose rows are several times the budget, beside the same load with
 * a budget that holds them all: in this process, warm, in rounds that take turns; the first is not
 * counted. From an Arrow file to a committed table of one file, zstd 1. What was spilled is told by
 * the engine's metrics. Rows are checked after each load, their order after the first ones.
 *
 * <p>Run: {@code firn-bench/run spill-speed [--budget 128MiB] [--times 10] [--rounds 3]}.
 */
public final class SpillSpeed {
  private static final double MEGA = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Rows, their sort and their encoding in memory at once: well more than that takes. */
  private static final int BUDGET_THAT_FITS_TIMES = 6;

  /** Few rows need more beside them: what encoding will take is guessed before it is known. */
  private static final long BUDGET_THAT_FITS_MIN = 2_000_000_000L;

  private final PythonEnvironment python;
  private final Path folder;

  /**
   * What is measured.
   *
   * @param times how many times the budget the rows are
   */
  record Extent(ByteSize budget, int times, int rounds) {
    GeneratedRows rows() {
      GeneratedRows one = GeneratedRows.partitions(1);
      return GeneratedRows.partitions(budget.bytes() * times / one.rowBytes());
    }
  }

  /** One load. */
  private record Round(double seconds, double spilledBytes, double runs, long fileBytes) {}

  SpillSpeed(PythonEnvironment python, Path folder) {
    this.python = python;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Options options =
        Options.parse(arguments, Map.of("--budget", "128MiB", "--times", "10", "--rounds", "3"));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    Surroundings.print(System.out);
    new SpillSpeed(PythonEnvironment.ofCheckout(), folder)
        .measure(
            new Extent(
                options.size("--budget"), options.number("--times"), options.number("--rounds")),
            System.out);
  }

  void measure(Extent extent, PrintStream out) throws IOException {
    Path arrow = extent.rows().arrow(folder, python);
    long bytes = Files.size(arrow);
    ByteSize fitting = new ByteSize(Math.max(bytes * BUDGET_THAT_FITS_TIMES, BUDGET_THAT_FITS_MIN));
    List<Round> spilled = new ArrayList<>();
    List<Round> held = new ArrayList<>();
    for (int round = 0; round <= extent.rounds(); round++) {
      Round small = load(arrow, extent.rows(), extent.budget(), round == 0);
      Round large = load(arrow, extent.rows(), fitting, round == 0);
      if (small.runs() == 0 || large.runs() > 0) {
        throw new IllegalStateException(
            "Expected runs under a budget of "
                + extent.budget()
                + " and none under "
                + fitting
                + ", found "
                + small.runs()
                + " and "
                + large.runs()
                + ".");
      }
      if (round > 0) {
        spilled.add(small);
        held.add(large);
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d rows, %.0f MB of Arrow, sorted by a random key, %d rounds%n%n",
        extent.rows().rows(),
        bytes / MEGA,
        extent.rounds());
    out.println(
        "| budget | s (min–max) | M rows/s | MB/s of Arrow | runs | MB spilled | spilled by Arrow |"
            + " MB of files |");
    out.println("|---|---|---|---|---|---|---|---|");
    out.println(line(extent.budget() + ", spilled", spilled, extent.rows().rows(), bytes));
    out.println(line(fitting.bytes() / 1_000_000 + "MB, held", held, extent.rows().rows(), bytes));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < extent.rounds(); round++) {
      ratios.add(spilled.get(round).seconds() / held.get(round).seconds());
    }
    out.printf("%nTime spilled by time held: %s x%n", Spread.of(ratios).text(2));
  }

  private Round load(Path arrow, GeneratedRows rows, ByteSize budget, boolean isChecked)
      throws IOException {
    Path warehouse = Folders.createEmpty(folder.resolve("spill-warehouse"));
    try (Firn firn = Firn.open(FirnConfig.of(warehouse).withMemoryBytesMax(budget.bytes()))) {
      StatementRunner sql = new StatementRunner(firn);
      String statement = rows.createTable(", sorted_by = ARRAY['" + GeneratedRows.SORT_KEY + "']");
      new StatementParser().parse(statement).forEach(sql::run);
      long from = System.nanoTime();
      CommittedSnapshot done;
      try (InputFiles inputs =
          InputFiles.find(List.of(arrow.toString()), InputOptions.defaults(), firn.budget())) {
        done = firn.table(GeneratedRows.TABLE).load(inputs.sources(), LoadOptions.DEFAULT);
      }
      double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
      if (isChecked) {
        WrittenFiles.in(warehouse, List.of(GeneratedRows.SORT_KEY), python)
            .require("Budget " + budget, rows.rows(), 1);
      }
      if (done.rows() != rows.rows()) {
        throw new IllegalStateException(
            "Budget " + budget + ": expected " + rows.rows() + " rows, found " + done.rows());
      }
      MeterRegistry metrics = firn.metrics();
      return new Round(
          seconds, sum(metrics, "firn.spill.bytes"), sum(metrics, "firn.spill.runs"), done.bytes());
    } finally {
      Folders.delete(warehouse);
    }
  }

  private static double sum(MeterRegistry metrics, String name) {
    return metrics.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  private static String line(String budget, List<Round> rounds, long rows, long bytes) {
    Spread seconds = Spread.of(rounds.stream().map(Round::seconds).toList());
    Round last = rounds.getLast();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %.0f | %.0f | %.0f | %.2f | %.0f |",
        budget,
        seconds.text(2),
        rows / seconds.median() / MEGA,
        bytes / seconds.median() / MEGA,
        last.runs(),
        last.spilledBytes() / MEGA,
        last.spilledBytes() / bytes,
        last.fileBytes() / MEGA);
  }
}
