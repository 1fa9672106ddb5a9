package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bench.LinePlot.Axis;
import dev.firn.bench.LinePlot.Stroke;
import dev.firn.bench.StagedCommits.CommittedTable;
import dev.firn.bench.StagedCommits.Size;
import dev.firn.bench.StagedCommits.Timing;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.TableProperties;

/**
 * What a commit of one snapshot with three tiny files takes: around the table's hundredth snapshot,
 * as snapshots become more (manifests are merged by Iceberg's default, a hundred at a time), and as
 * manifests become more (merging off, so there are as many snapshots). Every fsync is made, the
 * registry is SQLite, all in one warm JVM on the disk of {@code firn-bench/target}; {@link Timing}
 * says what is timed.
 *
 * <p>Beside it PyIceberg's {@code Table.append} of three rows into three partitions, which makes
 * three files too, in the same disk's SQLite catalog. Its time has the writing of the files, as
 * Firn's staging and commit together; it syncs none of its files, and its commit ends with the
 * catalog's transaction. It is asked after Firn, not in turns, and stops after a time.
 *
 * <p>Run: {@code firn-bench/run commit-curve [--snapshots 5000] [--manifests 1000] [--tables 10]
 * [--pyiceberg 1000] [--plots DIR]}.
 */
public final class CommitCurve {
  /** The snapshot that goals are about: commits 51 to 150, one of which merges manifests. */
  private static final int AROUND = 100;

  /** Lines of a printed curve. */
  private static final int LINES = 10;

  /** Points of a drawn one. */
  private static final int POINTS = 50;

  /** Less than what a script may take. */
  private static final int PYICEBERG_SECONDS_MAX = 150;

  private static final Map<String, String> MERGING = Map.of();
  private static final Map<String, String> NO_MERGING =
      Map.of(TableProperties.MANIFEST_MERGE_ENABLED, "false");

  private CommitCurve() {}

  /**
   * How much is measured.
   *
   * @param around a number of snapshots: commits from half of it before to half of it after count
   * @param tables of which they count; one more warms up
   * @param pyIceberg commits of PyIceberg, at most; 0 for none, then no Python is needed
   */
  record Extent(int snapshots, int manifests, int around, int tables, int pyIceberg) {
    int windowFirst() {
      return around / 2 + 1;
    }

    int windowLast() {
      return around + around / 2;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--snapshots", "5000",
                "--manifests", "1000",
                "--tables", "10",
                "--pyiceberg", "1000",
                "--plots", ""));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    Extent extent =
        new Extent(
            options.number("--snapshots"),
            options.number("--manifests"),
            AROUND,
            options.number("--tables"),
            options.number("--pyiceberg"));
    measure(extent, folder, Plots.of(options.text("--plots")), System.out);
  }

  static void measure(Extent extent, Path folder, Plots plots, PrintStream out) throws IOException {
    try (StagedCommits commits = StagedCommits.open(folder.resolve("commit-curve"))) {
      around(commits, extent, out);
      FirnCurves merged = firn(commits.createTable("snapshots", MERGING), extent.snapshots());
      Curve pyMerged = pyIceberg("true", extent, extent.snapshots(), folder);
      print("snapshots", merged, pyMerged, out);
      plots.write(plot("snapshots", merged, pyMerged), "commit-snapshots", out);
      FirnCurves unmerged = firn(commits.createTable("manifests", NO_MERGING), extent.manifests());
      Curve pyUnmerged = pyIceberg("false", extent, extent.manifests(), folder);
      print("manifests", unmerged, pyUnmerged, out);
      plots.write(plot("manifests", unmerged, pyUnmerged), "commit-manifests", out);
    }
  }

  /** Firn's commits, what lies between files that were to be written and the snapshot. */
  private record FirnCurves(Curve stage, Curve commit, Curve both, Size size) {
    static FirnCurves of(List<Timing> timings, Size size) {
      return new FirnCurves(
          new Curve(timings.stream().map(Timing::stageMillis).toList()),
          new Curve(timings.stream().map(Timing::commitMillis).toList()),
          new Curve(timings.stream().map(it -> it.stageMillis() + it.commitMillis()).toList()),
          size);
    }
  }

  private static FirnCurves firn(CommittedTable table, int commits) {
    return FirnCurves.of(commit(table, commits), table.size());
  }

  private static List<Timing> commit(CommittedTable table, int commits) {
    List<Timing> timings = new ArrayList<>();
    for (int commit = 0; commit < commits; commit++) {
      timings.add(table.commit());
    }
    return timings;
  }

  private static void around(StagedCommits commits, Extent extent, PrintStream out) {
    List<Timing> counted = new ArrayList<>();
    for (int table = 0; table <= extent.tables(); table++) {
      CommittedTable made = commits.createTable("around_" + table, MERGING);
      List<Timing> all = commit(made, extent.windowLast());
      if (table > 0) {
        counted.addAll(all.subList(extent.windowFirst() - 1, extent.windowLast()));
      }
    }
    out.printf(
        Locale.ROOT,
        "One snapshot with three files, commits %d to %d of %d tables%n%n",
        extent.windowFirst(),
        extent.windowLast(),
        extent.tables());
    out.println("| step | commits | p50 ms | p90 ms | p99 ms | max ms |");
    out.println("|---|---|---|---|---|---|");
    print("from staged files to landed commit", counted.stream().map(Timing::commitMillis), out);
    print("staging before it", counted.stream().map(Timing::stageMillis), out);
    out.println();
  }

  private static void print(String step, Stream<Double> millis, PrintStream out) {
    Percentiles spread = Percentiles.of(millis.toList());
    out.printf("| %s | %d | %s |%n", step, spread.count(), spread.cells(0.5, 0.9, 0.99, 1));
  }

  /** Empty if no commits of PyIceberg are wanted. */
  private static Curve pyIceberg(String merging, Extent extent, int commits, Path folder)
      throws IOException {
    if (extent.pyIceberg() == 0) {
      return new Curve(List.of());
    }
    Path warehouse = Folders.createEmpty(folder.resolve("pyiceberg"));
    String said =
        PythonEnvironment.ofCheckout()
            .run(
                Scripts.write("commit_with_pyiceberg.py", folder),
                warehouse.toString(),
                "--commits=" + Math.min(commits, extent.pyIceberg()),
                "--seconds=" + PYICEBERG_SECONDS_MAX,
                "--merging=" + merging);
    Folders.delete(warehouse);
    List<Double> millis = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(said)) {
      millis.add(each.doubleValue());
    }
    return new Curve(millis);
  }

  private static void print(String what, FirnCurves firn, Curve pyIceberg, PrintStream out) {
    int commits = firn.commit().millis().size();
    int stretch = Math.max(1, commits / LINES);
    out.printf(
        Locale.ROOT,
        "Commit over %s: in the end %,d snapshots, %,d manifests%n%n",
        what,
        firn.size().snapshots(),
        firn.size().manifests());
    out.println(
        "| commits | Firn, commit, p50 ms | p99 ms | Firn, staging, p50 ms | both, p50 ms | p99 ms"
            + " | PyIceberg, append, p50 ms | p99 ms |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (int last = stretch; last <= commits; last += stretch) {
      int first = last - stretch + 1;
      out.printf(
          Locale.ROOT,
          "| %,d–%,d | %s | %s | %s | %s |%n",
          first,
          last,
          cells(firn.commit(), first, last, 0.5, 0.99),
          cells(firn.stage(), first, last, 0.5),
          cells(firn.both(), first, last, 0.5, 0.99),
          cells(pyIceberg, first, last, 0.5, 0.99));
    }
    out.println();
  }

  private static String cells(Curve curve, int first, int last, double... shares) {
    return curve
        .between(first, last)
        .map(spread -> spread.cells(shares))
        .orElse(String.join(" | ", Collections.nCopies(shares.length, "–")));
  }

  private static LinePlot plot(String what, FirnCurves firn, Curve pyIceberg) {
    LinePlot plot =
        new LinePlot(
            "One snapshot with three files",
            new Axis(what + " in the table", PlotScale.LINEAR),
            new Axis("ms", PlotScale.LOG));
    int stretch = Math.max(1, firn.commit().millis().size() / POINTS);
    plot.add("Firn, commit", "p50", Stroke.SOLID, firn.commit().points(stretch, 0.5));
    plot.add("Firn, commit", "p99", Stroke.DASHED, firn.commit().points(stretch, 0.99));
    plot.add("Firn, with files", "p50", Stroke.SOLID, firn.both().points(stretch, 0.5));
    plot.add("PyIceberg, append", "p50", Stroke.SOLID, pyIceberg.points(stretch, 0.5));
    plot.add("PyIceberg, append", "p99", Stroke.DASHED, pyIceberg.points(stretch, 0.99));
    return plot;
  }
}
