package dev.firn.bench;

import dev.firn.bench.WriterRounds.WarmUp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The same Arrow data as one Parquet file by Firn's writer and by others, all with one codec and
 * level and one thread (Firn also with two), page checksums and page indexes where they have them,
 * and all else as each does by default. Each is a process of its own that holds the rows in its own
 * form of memory before the clock starts, so it runs from the creation of a file to its closing,
 * which is not forced to disk. They write in turns, after rounds that do not count; each turn
 * begins with a file that does not count either.
 *
 * <p>Run: {@code firn-bench/run writer-comparison [--contenders firn,pyarrow] [--data lineitem]
 * [--flights FILE] [--scale 1] [--codec zstd] [--level 1] [--rounds 5] [--into DIR] [--plots DIR]}.
 */
public final class WriterComparison {
  private static final double MEGA = 1e6;

  /**
   * After some seconds a JIT has compiled all that matters; small files need many rounds for it.
   */
  private static final WarmUp WARM_UP = new WarmUp(2, 4, 10);

  private WriterComparison() {}

  /**
   * How much is done.
   *
   * @param into an existing folder, where each file is deleted when it is done
   */
  record Extent(
      List<WriterContender> contenders,
      List<WriterData> data,
      WarmUp warmUp,
      int rounds,
      Path into) {
    Extent {
      contenders = List.copyOf(contenders);
      data = List.copyOf(data);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--contenders", Options.words(WriterContender.values()),
                "--data", Options.words(WriterData.values()),
                "--flights", root.resolve("examples/flights.parquet").toString(),
                "--scale", "1",
                "--codec", "zstd",
                "--level", "1",
                "--rounds", "5",
                "--into", folder.toString(),
                "--plots", ""));
    Extent extent =
        new Extent(
            options.choices("--contenders", WriterContender.values()),
            options.choices("--data", WriterData.values()),
            WARM_UP,
            options.number("--rounds"),
            Path.of(options.text("--into")));
    WriterCodec codec = WriterCodec.parse(options.text("--codec"), options.text("--level"));
    Surroundings.print(root, System.out);
    compare(
        extent,
        new WriterPrograms(root, folder, codec),
        new WriterSources(options.text("--scale"), Path.of(options.text("--flights")), folder),
        Plots.of(options.text("--plots")),
        System.out);
  }

  static void compare(
      Extent extent, WriterPrograms programs, WriterSources sources, Plots plots, PrintStream out)
      throws IOException {
    Map<WriterData, WriterReport> reports = new EnumMap<>(WriterData.class);
    for (WriterData data : extent.data()) {
      Path arrow = sources.arrow(data);
      ArrowBatches.Facts facts = facts(arrow);
      out.printf(
          Locale.ROOT,
          "%s: %,d rows, %.0f MB of Arrow, %s, %d rounds%n%n",
          sources.title(data),
          facts.rows(),
          facts.bufferBytes() / MEGA,
          programs.codec().title(),
          extent.rounds());
      WriterReport report = measure(extent, programs, arrow, facts);
      report.print(out);
      reports.put(data, report);
    }
    WriterCodec codec = programs.codec();
    plots.write(
        plot(extent.contenders(), reports, codec),
        "writer-comparison-" + codec.title().replace(" ", ""),
        out);
  }

  private static BarPlot plot(
      List<WriterContender> contenders, Map<WriterData, WriterReport> reports, WriterCodec codec) {
    BarPlot plot =
        new BarPlot(
            "Parquet written, " + codec.title() + ", one thread unless said otherwise",
            "MB/s of Arrow",
            reports.keySet().stream().map(WriterData::word).toList());
    for (WriterContender contender : contenders) {
      plot.add(
          contender.group(),
          contender.title(),
          reports.values().stream()
              .map(report -> report.megabytesPerSecond(contender).orElse(Double.NaN))
              .toList());
    }
    return plot;
  }

  private static ArrowBatches.Facts facts(Path arrow) throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      return ArrowBatches.Facts.of(arrow, allocator);
    }
  }

  private static WriterReport measure(
      Extent extent, WriterPrograms programs, Path arrow, ArrowBatches.Facts facts)
      throws IOException {
    try (WriterRounds rounds = new WriterRounds(facts, programs.folder(), extent.into())) {
      for (WriterContender contender : extent.contenders()) {
        rounds.start(contender, programs, arrow);
      }
      rounds.warmUp(extent.warmUp());
      return rounds.measure(extent.rounds());
    }
  }
}
