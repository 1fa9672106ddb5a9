package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * TPC-H's lineitem into three layouts (plain, by month of {@code l_shipdate}, by month and sorted
 * by {@code l_shipdate, l_orderkey}), by Firn, by PyIceberg's {@code append}, by DuckDB's {@code
 * COPY} of the same Arrow file, and by Spark from the same rows in Parquet: zstd 1, all cores,
 * whole processes in rounds that take turns. Rows, months and order are checked after each load.
 * Memory is RssAnon and RssFile of all processes of a load, looked at every 20 ms.
 *
 * <p>Not the same work: Firn checks every value, writes checksums of pages, column indexes and
 * manifests, forces all to disk and reads footers back; DuckDB makes no table, and like PyIceberg
 * forces nothing to disk; both map the Arrow file, whose pages count as their memory while they do.
 * DuckDB writes a file for each thread and partition.
 *
 * <p>Run: {@code firn-bench/run cluster-comparison [--scale 1] [--rounds 3] [--spark]}.
 */
public final class ClusterComparison {
  private ClusterComparison() {}

  public static void main(String[] arguments) throws IOException {
    Options options =
        Options.parse(arguments, Map.of("--scale", "1", "--rounds", "3", "--spark", Options.FLAG));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    String more =
        Files.readString(Scripts.write("cluster-requirements.txt", folder), StandardCharsets.UTF_8);
    PythonEnvironment python = PythonEnvironment.ofCheckoutWith(more);
    Lineitem lineitem = Lineitem.ofScale(options.text("--scale"), folder, python);
    FirnProgram firn = FirnProgram.ofCheckout(new MeasuredProgram(python, folder), root);
    LayoutContender.Bench bench = LayoutContender.Bench.of(python, folder, lineitem.arrow());
    LayoutLoads loads = new LayoutLoads(firn, bench, lineitem);
    List<Contender> contenders = new ArrayList<>(usual(loads));
    contenders.add(loads.pyIceberg(ClusterLayout.MONTH));
    if (options.isSaid("--spark")) {
      contenders.add(loads.spark(ClusterLayout.MONTH));
      contenders.add(loads.spark(ClusterLayout.MONTH_SORTED));
    }
    Surroundings.print(System.out);
    System.out.printf("lineitem, scale %s%n", options.text("--scale"));
    compare(contenders, bench, options.number("--rounds"), System.out);
  }

  /** Those that need nothing but the test kit's packages. */
  static List<Contender> usual(LayoutLoads loads) {
    return List.of(
        loads.firn(ClusterLayout.PLAIN),
        loads.pyIceberg(ClusterLayout.PLAIN),
        loads.duckDb(ClusterLayout.PLAIN),
        loads.firn(ClusterLayout.MONTH),
        loads.duckDb(ClusterLayout.MONTH),
        loads.firn(ClusterLayout.MONTH_SORTED),
        loads.duckDb(ClusterLayout.MONTH_SORTED));
  }

  static void compare(
      List<Contender> contenders, LayoutContender.Bench bench, int rounds, PrintStream out)
      throws IOException {
    out.printf(
        Locale.ROOT, "%,d rows, %d months, %d rounds%n%n", bench.rows(), bench.months(), rounds);
    LoadReport report = LoadReport.ofRounds(contenders, rounds);
    report.print(out);
    out.println();
    printGoals(report, out);
  }

  private static void printGoals(LoadReport report, PrintStream out) {
    String firnPlain = LayoutLoads.name("Firn", ClusterLayout.PLAIN);
    String firnMonth = LayoutLoads.name("Firn", ClusterLayout.MONTH);
    String firnSorted = LayoutLoads.name("Firn", ClusterLayout.MONTH_SORTED);
    out.println("Goal: at least 3 x");
    report.printRatio(out, firnMonth, LayoutLoads.name("PyIceberg", ClusterLayout.MONTH));
    out.println("Goal: at least 2 x");
    report.printRatio(out, firnSorted, LayoutLoads.name("DuckDB", ClusterLayout.MONTH_SORTED));
    out.println("Goal: at most 2 x");
    report.printTimes(out, firnSorted, firnMonth);
    report.printTimes(out, firnSorted, firnPlain);
    out.println("No goal:");
    report.printTimes(out, firnMonth, firnPlain);
    report.printRatio(out, firnPlain, LayoutLoads.name("PyIceberg", ClusterLayout.PLAIN));
    report.printRatio(out, firnPlain, LayoutLoads.name("DuckDB", ClusterLayout.PLAIN));
    report.printRatio(out, firnMonth, LayoutLoads.name("DuckDB", ClusterLayout.MONTH));
    report.printRatio(out, firnMonth, LayoutLoads.name("Spark", ClusterLayout.MONTH));
    report.printRatio(out, firnSorted, LayoutLoads.name("Spark", ClusterLayout.MONTH_SORTED));
  }
}
