package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.bench.FlightsStore.Kind;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Flights through Firn's appender and a seal beside the same flights as JSON lines, as a storage of
 * JSON is usually written: {@link StreamedJsonFlights} with a sync for each batch as Firn's, and
 * {@link BufferedJsonFlights}, which keeps rows until a file is due. Each is a process of its own,
 * cold, with the same flags, and reads the same Arrow file in batches of about 10,000 rows, one at
 * a time. Processes take turns.
 *
 * <p>Firn is given each batch in Arrow, and in another process each row as Java values, as JSON's
 * are. Its time ends with rows sealed into Parquet and committed, so each row is written twice.
 * Memory is what a process took at most beyond a JVM that does nothing; with a heap that is far
 * from full this is the collector's choice as much as the store's, so a smaller {@code --heap}
 * tells more. Not the same work: JSON lines have no types that are checked, no snapshots and no
 * statistics.
 *
 * <p>Run: {@code firn-bench/run json-comparison [--flights FILE] [--rounds 3] [--heap 768m]
 * [--rotation-rows 1000000]}.
 */
public final class JsonComparison {
  private static final double MEGA = 1e6;

  private JsonComparison() {}

  /**
   * What is compared.
   *
   * @param heap the largest Java heap of each process, as {@code -Xmx} takes it
   * @param rotationRows rows of a file of the store that buffers them
   */
  record Extent(Path parquet, int rounds, String heap, int rotationRows) {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--flights",
                root.resolve("examples/flights.parquet").toString(),
                "--rounds",
                "3",
                "--heap",
                "768m",
                "--rotation-rows",
                "1000000"));
    Extent extent =
        new Extent(
            Path.of(options.text("--flights")),
            options.number("--rounds"),
            options.text("--heap"),
            options.number("--rotation-rows"));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    compare(extent, folder, System.out);
  }

  static void compare(Extent extent, Path folder, PrintStream out) throws IOException {
    Path arrow = folder.resolve("flights.arrows");
    long rows = FlightsArrow.write(extent.parquet(), arrow);
    // Measuring needs a Python, but none of its packages.
    MeasuredProgram programs =
        new MeasuredProgram(PythonEnvironment.ofCheckout("# none\n"), folder);
    Map<Kind, List<MeasuredProgram.Run>> runs = new EnumMap<>(Kind.class);
    for (int round = 0; round < extent.rounds(); round++) {
      for (Kind kind : Kind.values()) {
        Path empty = Folders.createEmpty(folder.resolve("flights-store"));
        MeasuredProgram.Run run = programs.run(command(kind, arrow, empty, extent));
        Folders.delete(empty);
        if (kind != Kind.IDLE) {
          require(rows, kind, run);
        }
        runs.computeIfAbsent(kind, each -> new ArrayList<>()).add(run);
      }
    }
    out.printf(
        Locale.ROOT,
        "flights, %,d rows, %d rounds, heap of at most %s, rotation after %,d rows%n%n",
        rows,
        extent.rounds(),
        extent.heap(),
        extent.rotationRows());
    print(rows, runs, out);
    printRatios(runs, out);
  }

  private static List<String> command(Kind kind, Path arrow, Path folder, Extent extent) {
    return JavaProgram.command(
        List.of("-Xmx" + extent.heap()),
        FlightsProcess.class,
        kind.word(),
        arrow.toString(),
        folder.toString(),
        Integer.toString(extent.rotationRows()));
  }

  private static void require(long rows, Kind kind, MeasuredProgram.Run run) {
    long found = run.output().path("rows").longValue();
    if (found != rows) {
      throw new IllegalStateException(
          kind.title() + ": expected " + rows + " rows, found " + found);
    }
  }

  private static void print(long rows, Map<Kind, List<MeasuredProgram.Run>> runs, PrintStream out) {
    double idle = idleBytes(runs);
    out.println(
        "| store | M rows/s (min–max) | CPU s | max RSS MB | beyond idle MB | heap kept MB |"
            + " outside it MB | files | MB in files | MB on disk |");
    out.println("|---|---|---|---|---|---|---|---|---|---|");
    runs.forEach(
        (kind, all) -> {
          JsonNode last = all.getLast().output();
          out.printf(
              Locale.ROOT,
              "| %s | %s | %.2f | %.0f | %.0f | %s | %s | %d | %.1f | %.1f |%n",
              kind.title(),
              kind == Kind.IDLE
                  ? "–"
                  : Spread.of(all.stream().map(it -> rows / seconds(it) / MEGA).toList()).text(2),
              median(all, MeasuredProgram.Run::cpuSeconds),
              median(all, MeasuredProgram.Run::residentBytesMax) / MEGA,
              (median(all, MeasuredProgram.Run::residentBytesMax) - idle) / MEGA,
              kind == Kind.IDLE ? "–" : megabytes(all, "heap_bytes"),
              kind == Kind.IDLE ? "–" : megabytes(all, "native_bytes"),
              last.path("files").longValue(),
              last.path("file_bytes").longValue() / MEGA,
              last.path("folder_bytes").longValue() / MEGA);
        });
    out.println();
  }

  /**
   * Each store of Firn beside each of JSON, by the rounds' medians but for time, round by round.
   */
  private static void printRatios(Map<Kind, List<MeasuredProgram.Run>> runs, PrintStream out) {
    double idle = idleBytes(runs);
    out.println("| Firn beside JSON | rows/s (min–max) | memory beyond idle | bytes of files |");
    out.println("|---|---|---|---|");
    for (Kind firn : List.of(Kind.FIRN_BATCHES, Kind.FIRN_ROWS)) {
      for (Kind json : List.of(Kind.JSON_STREAMED, Kind.JSON_PER_ROTATION)) {
        List<MeasuredProgram.Run> ours = runs.getOrDefault(firn, List.of());
        List<MeasuredProgram.Run> theirs = runs.getOrDefault(json, List.of());
        List<Double> speeds = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
          speeds.add(seconds(theirs.get(round)) / seconds(ours.get(round)));
        }
        out.printf(
            Locale.ROOT,
            "| %s / %s | %s x | %+.0f %% | %.3f |%n",
            firn.title(),
            json.title(),
            Spread.of(speeds).text(2),
            100
                * ((median(ours, MeasuredProgram.Run::residentBytesMax) - idle)
                        / (median(theirs, MeasuredProgram.Run::residentBytesMax) - idle)
                    - 1),
            ours.getLast().output().path("file_bytes").doubleValue()
                / theirs.getLast().output().path("file_bytes").doubleValue());
      }
    }
  }

  private static double idleBytes(Map<Kind, List<MeasuredProgram.Run>> runs) {
    return median(runs.getOrDefault(Kind.IDLE, List.of()), MeasuredProgram.Run::residentBytesMax);
  }

  private static double seconds(MeasuredProgram.Run run) {
    return run.output().path("seconds").doubleValue();
  }

  private static String megabytes(List<MeasuredProgram.Run> runs, String key) {
    return String.format(
        Locale.ROOT, "%.0f", median(runs, run -> run.output().path(key).doubleValue()) / MEGA);
  }

  private static double median(
      List<MeasuredProgram.Run> runs, ToDoubleFunction<MeasuredProgram.Run> value) {
    return LoadReport.median(runs.stream().mapToDouble(value).boxed().toList());
  }
}
