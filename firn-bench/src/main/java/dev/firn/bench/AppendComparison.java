package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * TPC-H's lineitem appended and sealed beside {@code FirnTable.load} of the same Arrow file: both
 * from the file to one snapshot of an unpartitioned table, zstd 1, each into a new warehouse, in
 * one warm JVM, in turns. The first round warms up and is not counted. The number of rows is
 * checked each time.
 *
 * <p>Run: {@code firn-bench/run append-comparison [--scale 1] [--rounds 5]}.
 */
public final class AppendComparison {
  private AppendComparison() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments, Map.of("--scale", "1", "--rounds", "5"));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    Lineitem lineitem =
        Lineitem.ofScale(options.text("--scale"), folder, PythonEnvironment.ofCheckout());
    System.out.printf("lineitem, scale %s%n%n", options.text("--scale"));
    compare(lineitem.arrow(), options.number("--rounds"), folder, System.out);
  }

  static void compare(Path arrow, int rounds, Path folder, PrintStream out) throws IOException {
    Contender load = new WarmFirnContender(folder, arrow);
    Contender append = new AppendContender(folder, arrow);
    long rows = load.load().table().rows();
    require(rows, append, append.load());
    LoadReport report = new LoadReport();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : List.of(load, append)) {
        Contender.Outcome outcome = contender.load();
        require(rows, contender, outcome);
        report.add(contender.name(), outcome);
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d rows, %d rounds, %d cores%n%n",
        rows,
        rounds,
        Runtime.getRuntime().availableProcessors());
    report.print(out);
    out.println();
    report.printRatio(out, append.name(), load.name());
  }

  private static void require(long rows, Contender contender, Contender.Outcome outcome) {
    if (outcome.table().rows() != rows) {
      throw new IllegalStateException(
          contender.name() + ": expected " + rows + " rows, found " + outcome.table().rows());
    }
  }
}
