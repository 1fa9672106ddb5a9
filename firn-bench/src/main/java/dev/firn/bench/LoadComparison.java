package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Whole loads of TPC-H's lineitem beside PyIceberg's {@code append} of the same Arrow data: from a
 * file to a committed, unpartitioned Iceberg table, process start included, in rounds that take
 * turns so that a busy moment of the machine hits all alike. The number of rows is checked after
 * each load.
 *
 * <p>Not the same work, to PyIceberg's favour: Firn checks every value, writes page checksums and
 * column indexes, forces files, folders and the registry to disk, reads each footer back, and
 * leaves one file where PyIceberg writes several at once; PyIceberg maps the Arrow file instead of
 * reading it.
 *
 * <p>Run: {@code firn-bench/run load-comparison [--scale 1] [--rounds 5]}.
 */
public final class LoadComparison {
  private static final int LEVEL = 1;

  private LoadComparison() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments, Map.of("--scale", "1", "--rounds", "5"));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    compare(options.text("--scale"), options.number("--rounds"), folder, System.out);
  }

  static void compare(String scale, int rounds, Path folder, PrintStream out) throws IOException {
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    Lineitem lineitem = Lineitem.ofScale(scale, folder, python);
    PyIcebergContender.Bench bench =
        new PyIcebergContender.Bench(python, new MeasuredProgram(python, folder), folder);
    Contender pyIceberg = PyIcebergContender.ofLevel(LEVEL, bench, lineitem.arrow());
    Contender firn = FirnContender.ofLevel(LEVEL, bench, lineitem.arrow());
    Contender warm = new WarmFirnContender(folder, lineitem.arrow());
    List<Contender> contenders =
        List.of(
            pyIceberg,
            firn,
            PyIcebergContender.ofDefaultLevel(bench, lineitem.arrow()),
            FirnContender.ofDefaultLevel(bench, lineitem.arrow()),
            FirnContender.ofLevel(LEVEL, bench, lineitem.parquet()),
            warm);
    // Pages of the sources into the system's cache, classes and code of this JVM loaded.
    long rows = pyIceberg.load().table().rows();
    check(warm, warm.load(), rows);
    LoadReport report = new LoadReport();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        Contender.Outcome outcome = contender.load();
        check(contender, outcome, rows);
        report.add(contender.name(), outcome);
      }
    }
    out.printf("lineitem, scale %s, %,d rows, %d rounds%n%n", scale, rows, rounds);
    report.print(out);
    out.println();
    report.printRatio(out, firn.name(), pyIceberg.name());
    report.printRatio(out, warm.name(), pyIceberg.name());
  }

  private static void check(Contender contender, Contender.Outcome outcome, long rows) {
    if (outcome.table().rows() != rows) {
      throw new IllegalStateException(
          contender.name() + ": expected " + rows + " rows, found " + outcome.table().rows());
    }
  }
}
