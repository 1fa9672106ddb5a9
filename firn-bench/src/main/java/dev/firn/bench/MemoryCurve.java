package dev.firn.bench;

import dev.firn.bench.LinePlot.Axis;
import dev.firn.bench.LinePlot.Point;
import dev.firn.bench.LinePlot.Stroke;
import dev.firn.engine.table.ByteSize;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Memory of {@code firn load} as a process under a budget, of loads that are larger than it: the
 * same rows into more and more partitions, rows of many columns, large values, and a load many
 * times as large. Memory is RssAnon and RssFile, looked at every 20 ms. The base is that of a load
 * of a thousand rows under the same budget: JVM, classes, code, the least of a heap. Rows,
 * partitions and order are checked after each load; one that fails is said and does not end the
 * others.
 *
 * <p>Run: {@code firn-bench/run memory-curve [--budget 256MB] [--rows 4000000] [--partitions
 * 1,10,1000,10000] [--wide-rows 250000] [--value-rows 2000] [--large-rows 20000000] [--plots DIR]}.
 */
public final class MemoryCurve {
  private static final double MEGA = 1e6;
  private static final int BASE_ROUNDS = 3;

  private final PythonEnvironment python;
  private final FirnProgram firn;
  private final Path folder;
  private final PrintStream out;

  /**
   * What is measured.
   *
   * @param baseRounds loads of next to nothing, of which the median counts
   * @param byPartitions the same rows in more and more partitions
   * @param others the memory of the last one is drawn over time
   */
  record Extent(
      ByteSize budget,
      int baseRounds,
      List<MemoryScenario> byPartitions,
      List<MemoryScenario> others) {
    Extent {
      byPartitions = List.copyOf(byPartitions);
      others = List.copyOf(others);
    }
  }

  /** A load and what it took. */
  private record Measured(MemoryScenario scenario, MeasuredProgram.Run run, WrittenFiles files) {
    double peakMegabytes() {
      return run.memory().rssAnonFileMax() / MEGA;
    }
  }

  MemoryCurve(PythonEnvironment python, FirnProgram firn, Path folder, PrintStream out) {
    this.python = python;
    this.firn = firn;
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--budget", "256MB",
                "--rows", "4000000",
                "--partitions", "1,10,1000,10000",
                "--wide-rows", "250000",
                "--value-rows", "2000",
                "--large-rows", "20000000",
                "--plots", ""));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    FirnProgram firn = FirnProgram.ofCheckout(new MeasuredProgram(python, folder), root);
    GeneratedRows rows = GeneratedRows.partitions(options.number("--rows"));
    Extent extent =
        new Extent(
            options.size("--budget"),
            BASE_ROUNDS,
            Pattern.compile(",")
                .splitAsStream(options.text("--partitions"))
                .map(count -> MemoryScenario.partitioned(rows, Integer.parseInt(count)))
                .toList(),
            List.of(
                MemoryScenario.sorted(
                    "500 columns", GeneratedRows.wide(options.number("--wide-rows"), 500), 10),
                MemoryScenario.sorted(
                    "values of 1 MiB",
                    GeneratedRows.values(options.number("--value-rows"), 1 << 20),
                    10),
                MemoryScenario.sorted(
                    "large load", GeneratedRows.partitions(options.number("--large-rows")), 100)));
    Surroundings.print(System.out);
    new MemoryCurve(python, firn, folder, System.out)
        .measure(extent, Plots.of(options.text("--plots")));
  }

  void measure(Extent extent, Plots plots) throws IOException {
    FirnProgram limited = firn.withBudget(extent.budget().toString());
    double base = baseMegabytes(limited, extent.baseRounds());
    double budget = extent.budget().bytes() / MEGA;
    out.printf(
        Locale.ROOT,
        "Budget %s, base %.0f MB resident (median of %d)%n%n",
        extent.budget(),
        base,
        extent.baseRounds());
    out.println(
        "| load | rows | partitions | MB of Arrow | s | peak MB resident | above base |"
            + " by the budget | MB written beside the files | files | MB |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    List<Measured> byPartitions = new ArrayList<>();
    for (MemoryScenario scenario : extent.byPartitions()) {
      byPartitions.addAll(report(limited, scenario, base, budget));
    }
    List<Measured> last = List.of();
    for (MemoryScenario scenario : extent.others()) {
      last = report(limited, scenario, base, budget);
    }
    out.println();
    plotPartitions(byPartitions, base, budget, plots);
    for (Measured measured : last) {
      plotLoad(measured, base, budget, plots);
    }
  }

  private double baseMegabytes(FirnProgram limited, int rounds) throws IOException {
    MemoryScenario tiny = MemoryScenario.partitioned(GeneratedRows.partitions(1_000), 1);
    List<Double> peaks = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      peaks.add(load(limited, tiny).peakMegabytes());
    }
    return LoadReport.median(peaks);
  }

  /** Measures a load and prints a line about it; nothing comes back from one that failed. */
  private List<Measured> report(
      FirnProgram limited, MemoryScenario scenario, double base, double budget) throws IOException {
    Measured measured;
    try {
      measured = load(limited, scenario);
    } catch (IllegalStateException e) {
      out.printf(
          Locale.ROOT,
          "| %s | %,d | %,d | **failed**: %s |%n",
          scenario.name(),
          scenario.rows().rows(),
          scenario.partitions(),
          String.valueOf(e.getMessage()).replace('\n', ' '));
      return List.of();
    }
    double peak = measured.peakMegabytes();
    out.printf(
        Locale.ROOT,
        "| %s%s | %,d | %,d | %.0f | %.1f | %.0f | %.0f | %.2f | %.0f | %,d | %.0f |%n",
        scenario.name(),
        scenario.sortedBy().isEmpty() ? "" : ", sorted",
        measured.files().rows(),
        measured.files().folders(),
        Files.size(scenario.rows().arrow(folder, python)) / MEGA,
        measured.run().wallSeconds(),
        peak,
        peak - base,
        (peak - base) / budget,
        (measured.run().writtenBytes() - measured.files().bytes()) / MEGA,
        measured.files().files(),
        measured.files().bytes() / MEGA);
    return List.of(measured);
  }

  private Measured load(FirnProgram limited, MemoryScenario scenario) throws IOException {
    Path arrow = scenario.rows().arrow(folder, python);
    Path warehouse = Folders.createEmpty(folder.resolve("memory-warehouse"));
    try {
      FirnProgram.createTable(warehouse, scenario.createTable());
      MeasuredProgram.Run run = limited.load(warehouse, GeneratedRows.TABLE, arrow);
      WrittenFiles files = WrittenFiles.in(warehouse, scenario.sortedBy(), python);
      // Few rows leave some of the partitions' values out.
      files.require(
          scenario.name(),
          scenario.rows().rows(),
          Math.min(files.folders(), scenario.partitions()));
      return new Measured(scenario, run, files);
    } finally {
      Folders.delete(warehouse);
    }
  }

  private void plotPartitions(List<Measured> measured, double base, double budget, Plots plots)
      throws IOException {
    if (measured.size() < 2) {
      return;
    }
    LinePlot plot =
        new LinePlot(
            "Peak memory of the same load over its partitions",
            new Axis("partitions", PlotScale.LOG),
            new Axis("MB resident", PlotScale.LINEAR));
    plot.add(
        "Firn",
        "peak",
        Stroke.SOLID,
        measured.stream()
            .map(each -> new Point(each.scenario().partitions(), each.peakMegabytes()))
            .toList());
    addLimits(
        plot,
        measured.getFirst().scenario().partitions(),
        measured.getLast().scenario().partitions(),
        base,
        budget);
    plots.write(plot, "memory-partitions", out);
  }

  private void plotLoad(Measured measured, double base, double budget, Plots plots)
      throws IOException {
    LinePlot plot =
        new LinePlot(
            String.format(
                Locale.ROOT,
                "Memory while %,d rows are loaded, by %,d partitions and sorted",
                measured.scenario().rows().rows(),
                measured.scenario().partitions()),
            new Axis("seconds", PlotScale.LINEAR),
            new Axis("MB resident", PlotScale.LINEAR));
    List<Point> curve = measured.run().memory().curve();
    plot.add("Firn", "resident", Stroke.SOLID, curve);
    addLimits(plot, 0, measured.run().wallSeconds(), base, budget);
    plots.write(plot, "memory-load", out);
  }

  private static void addLimits(LinePlot plot, double from, double to, double base, double budget) {
    plot.add("base", "a thousand rows", Stroke.DOTTED, flat(from, to, base));
    plot.add("limit", "base and budget", Stroke.DASHED, flat(from, to, base + budget));
  }

  private static List<Point> flat(double from, double to, double y) {
    return List.of(new Point(from, y), new Point(to, y));
  }
}
