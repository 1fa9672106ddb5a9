package dev.firn.bench;

import dev.firn.bench.Contender.Outcome;
import dev.firn.bench.LinePlot.Axis;
import dev.firn.bench.LinePlot.Point;
import dev.firn.bench.LinePlot.Stroke;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * TPC-H's lineitem by {@code firn load}, as processes in rounds that take turns: by month and
 * sorted from Arrow files of more and more rows a batch, and sorted as a whole into one file with
 * larger and larger row groups (files of single months are smaller than most of them). Speed, and
 * memory as RssAnon and RssFile, looked at every 20 ms. Rows, months and order are checked each
 * time.
 *
 * <p>Run: {@code firn-bench/run batch-sizes [--scale 1] [--rounds 3] [--plots DIR]}.
 */
public final class BatchSizes {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final List<Integer> BATCH_ROWS = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> ROW_GROUP_MEGABYTES = List.of(8, 32, 128, 512);

  private final PythonEnvironment python;
  private final FirnProgram firn;
  private final Path folder;
  private final Extent extent;

  /** What is compared. */
  record Extent(List<Integer> batchRows, List<Integer> rowGroupMegabytes, int rounds) {
    Extent {
      batchRows = List.copyOf(batchRows);
      rowGroupMegabytes = List.copyOf(rowGroupMegabytes);
    }
  }

  BatchSizes(PythonEnvironment python, FirnProgram firn, Path folder, Extent extent) {
    this.python = python;
    this.firn = firn;
    this.folder = folder;
    this.extent = extent;
  }

  public static void main(String[] arguments) throws IOException {
    Options options =
        Options.parse(arguments, Map.of("--scale", "1", "--rounds", "3", "--plots", ""));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    FirnProgram firn = FirnProgram.ofCheckout(new MeasuredProgram(python, folder), root);
    Path arrow = Lineitem.ofScale(options.text("--scale"), folder, python).arrow();
    Extent extent = new Extent(BATCH_ROWS, ROW_GROUP_MEGABYTES, options.number("--rounds"));
    Surroundings.print(System.out);
    System.out.printf("lineitem, scale %s%n", options.text("--scale"));
    new BatchSizes(python, firn, folder, extent)
        .measure(arrow, Plots.of(options.text("--plots")), System.out);
  }

  void measure(Path arrow, Plots plots, PrintStream out) throws IOException {
    LayoutContender.Bench bench = LayoutContender.Bench.of(python, folder, arrow);
    Map<Integer, Contender> byBatch = new LinkedHashMap<>();
    for (int rows : extent.batchRows()) {
      Path batches = withBatches(arrow, rows);
      byBatch.put(
          rows,
          contender(
              String.format(Locale.ROOT, "batches of %,d rows", rows),
              ClusterLayout.MONTH_SORTED,
              batches,
              "",
              bench));
    }
    Map<Integer, Contender> byRowGroup = new LinkedHashMap<>();
    for (int megabytes : extent.rowGroupMegabytes()) {
      byRowGroup.put(
          megabytes,
          contender(
              String.format(Locale.ROOT, "row groups of at most %d MB", megabytes),
              ClusterLayout.SORTED,
              arrow,
              ", row_group_size_bytes = " + megabytes * 1_000_000L,
              bench));
    }
    List<Contender> all = new ArrayList<>(byBatch.values());
    all.addAll(byRowGroup.values());
    LoadReport report = LoadReport.ofRounds(all, extent.rounds());
    out.printf(Locale.ROOT, "%,d rows, %d rounds%n%n", bench.rows(), extent.rounds());
    report.print(out);
    out.println();
    plots.write(
        plot("rows of a batch of the source, by month and sorted", byBatch, report),
        "batch-sizes",
        out);
    plots.write(
        plot("MB of a row group at most, sorted", byRowGroup, report), "row-group-sizes", out);
  }

  private Path withBatches(Path arrow, int rows) throws IOException {
    Path file = arrow.resolveSibling("batches-of-" + rows + "-" + arrow.getFileName());
    if (!Files.exists(file)) {
      Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
      python.run(
          Scripts.write("rewrite_arrow.py", folder),
          arrow.toString(),
          unfinished.toString(),
          "--batch-rows=" + rows);
      Files.move(unfinished, file);
    }
    return file;
  }

  private Contender contender(
      String name,
      ClusterLayout layout,
      Path source,
      String settings,
      LayoutContender.Bench bench) {
    return new LayoutContender(
        name,
        layout,
        warehouse -> {
          FirnProgram.createTable(warehouse, layout.createTable(settings));
          return firn.load(warehouse, layout.table(), source);
        },
        layout.sortedBy(),
        bench);
  }

  /** Two lines over one axis, whose numbers are of one magnitude. */
  private static LinePlot plot(
      String across, Map<Integer, Contender> contenders, LoadReport report) {
    LinePlot plot =
        new LinePlot(
            "firn load of lineitem",
            new Axis(across, PlotScale.LOG),
            new Axis("M rows/s, GB resident", PlotScale.LINEAR));
    plot.add(
        "speed",
        "M rows/s",
        Stroke.SOLID,
        points(
            contenders, report, outcome -> outcome.table().rows() / outcome.wallSeconds() / MEGA));
    plot.add(
        "memory",
        "GB at most",
        Stroke.DASHED,
        points(contenders, report, outcome -> outcome.residentBytesMax() / GIGA));
    return plot;
  }

  private static List<Point> points(
      Map<Integer, Contender> contenders, LoadReport report, ToDoubleFunction<Outcome> value) {
    List<Point> points = new ArrayList<>();
    contenders.forEach(
        (size, contender) -> {
          List<Double> values =
              report.of(contender.name()).stream().mapToDouble(value).boxed().toList();
          points.add(new Point(size, LoadReport.median(values)));
        });
    return points;
  }
}
