package dev.firn.bench;

import dev.firn.bench.WriterRounds.WarmUp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * which is not forced to disk. They write in turns, after rounds that do not count.
 *
 * <p>Run: {@code firn-bench/run writer-comparison [--contenders firn,pyarrow] [--data lineitem]
 * [--flights FILE] [--scale 1] [--codec zstd] [--level 1] [--rounds 5] [--plots DIR]}.
 */
public final class WriterComparison {
  private static final double MEGA = 1e6;

  /**
   * After some seconds a JIT has compiled all that matters; small files need many rounds for it.
   */
  private static final WarmUp WARM_UP = new WarmUp(2, 4, 10);

  private WriterComparison() {}

  /** How much is done. */
  record Extent(
      List<WriterContender> contenders, List<WriterData> data, WarmUp warmUp, int rounds) {
    Extent {
      contenders = List.copyOf(contenders);
      data = List.copyOf(data);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--contenders", WriterContender.words(),
                "--data", WriterData.words(),
                "--flights", root.resolve("examples/flights.parquet").toString(),
                "--scale", "1",
                "--codec", "zstd",
                "--level", "1",
                "--rounds", "5",
                "--plots", ""));
    Extent extent =
        new Extent(
            WriterContender.parse(options.text("--contenders")),
            WriterData.parse(options.text("--data")),
            WARM_UP,
            options.number("--rounds"));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    WriterCodec codec = WriterCodec.parse(options.text("--codec"), options.text("--level"));
    Surroundings.print(System.out);
    compare(
        extent,
        new WriterPrograms(root, folder, codec),
        new WriterSources(options.text("--scale"), Path.of(options.text("--flights")), folder),
        System.out);
  }

  static void compare(
      Extent extent, WriterPrograms programs, WriterSources sources, PrintStream out)
      throws IOException {
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
      measure(extent, programs, arrow, facts).print(out);
    }
  }

  private static ArrowBatches.Facts facts(Path arrow) throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      return ArrowBatches.Facts.of(arrow, allocator);
    }
  }

  private static WriterReport measure(
      Extent extent, WriterPrograms programs, Path arrow, ArrowBatches.Facts facts)
      throws IOException {
    try (WriterRounds rounds = new WriterRounds(facts, programs.folder())) {
      for (WriterContender contender : extent.contenders()) {
        rounds.start(contender, programs, arrow);
      }
      rounds.warmUp(extent.warmUp());
      return rounds.measure(extent.rounds());
    }
  }
}
