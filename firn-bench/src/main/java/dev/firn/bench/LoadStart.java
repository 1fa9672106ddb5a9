package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The first 100 MB after a start: loads of 600,000 rows of TPC-H's lineitem, 101 MB as an Arrow
 * file, as processes of their own. {@code ./firn} as it is has an AOT cache with classes and
 * profiles (JEP 514, JEP 515); beside it the same with the cache's classes alone, and without the
 * cache; and PyIceberg's {@code append} of the same file. Loads take turns, the first round is not
 * counted.
 *
 * <p>Run: {@code firn-bench/run load-start [--rounds 10]}.
 */
public final class LoadStart {
  private static final int LEVEL = 1;

  /** Of TPC-H, for about 100 MB. */
  private static final String SCALE = "0.1";

  private LoadStart() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments, Map.of("--rounds", "10"));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    compare(SCALE, options.number("--rounds"), folder, System.out);
  }

  static void compare(String scale, int rounds, Path folder, PrintStream out) throws IOException {
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    Lineitem lineitem = Lineitem.ofScale(scale, folder, python);
    PyIcebergContender.Bench bench =
        new PyIcebergContender.Bench(python, new MeasuredProgram(python, folder), folder);
    FirnContender firn = FirnContender.ofLevel(LEVEL, bench, lineitem.arrow());
    Contender classes =
        firn.with(
            "-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining", "its cache without profiles");
    Contender bare = firn.with("-XX:AOTMode=off", "no cache");
    Contender pyIceberg = PyIcebergContender.ofLevel(LEVEL, bench, lineitem.arrow());
    List<Contender> contenders = List.of(firn, classes, bare, pyIceberg);
    LoadReport.ofRounds(contenders, 1);
    LoadReport report = LoadReport.ofRounds(contenders, rounds);
    out.printf(
        "lineitem, scale %s, Arrow file of %.1f MB, %d rounds%n%n",
        scale, Files.size(lineitem.arrow()) / 1e6, rounds);
    report.print(out);
    out.println();
    report.printRatio(out, firn.name(), bare.name());
    report.printRatio(out, firn.name(), classes.name());
    report.printRatio(out, firn.name(), pyIceberg.name());
  }
}
