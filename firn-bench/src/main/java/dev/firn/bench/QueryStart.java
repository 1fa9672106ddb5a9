package dev.firn.bench;

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

/**
 * {@code ./firn query} as a whole process over a small table, from the script's start to its end,
 * with the system's files warm; and what that is made of, as commands of which each does what the
 * one before it does and a step more. Commands take turns; the first round is not counted.
 *
 * <p>Run: {@code firn-bench/run query-start [--flights FILE] [--rounds 10]}.
 */
public final class QueryStart {
  private static final String QUERY =
      "SELECT count(*) FROM " + FirnQueryContender.TABLE + " WHERE origin = 'SFO'";
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double MEGA = 1e6;

  private QueryStart() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--flights",
                root.resolve("examples/flights.parquet").toString(),
                "--rounds",
                "10"));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    // Measuring needs a Python, but none of its packages.
    PythonEnvironment python = PythonEnvironment.ofCheckout("# none\n");
    Command firn =
        new Command(
            new MeasuredProgram(python, folder),
            root.resolve("firn"),
            Folders.createEmpty(folder.resolve("query-start")));
    firn.run("sql", "-e", FirnQueryContender.CREATE_TABLE);
    firn.run("load", options.text("--flights"), "--table", FirnQueryContender.TABLE);
    measure(firn, options.number("--rounds"), System.out);
    Folders.delete(firn.warehouse());
  }

  /** The command line of Firn over one warehouse. */
  private record Command(MeasuredProgram programs, Path script, Path warehouse) {
    MeasuredProgram.Run run(String... arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of(script.toString()));
      command.addAll(List.of(arguments));
      command.addAll(List.of("--warehouse", warehouse.toString(), "--quiet"));
      return programs.run(command);
    }
  }

  private static void measure(Command firn, int rounds, PrintStream out) throws IOException {
    Map<String, String[]> steps = new LinkedHashMap<>();
    steps.put("`query --help`: script, JVM, command line", new String[] {"query", "--help"});
    steps.put("`query 'SELECT 1'`: registry, DuckDB", new String[] {"query", "SELECT 1"});
    steps.put("`query --explain …`: table, planning", new String[] {"query", "--explain", QUERY});
    steps.put("`query \"" + QUERY + "\"`: reading", new String[] {"query", QUERY});
    Map<String, List<MeasuredProgram.Run>> runs = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, String[]> step : steps.entrySet()) {
        MeasuredProgram.Run run = firn.run(step.getValue());
        if (round > 0) {
          runs.computeIfAbsent(step.getKey(), name -> new ArrayList<>()).add(run);
        }
      }
    }
    out.printf("%d rounds%n%n", rounds);
    out.println("| command: what it adds | wall ms (min–max) | CPU ms (min–max) | max RSS MB |");
    out.println("|---|---|---|---|");
    runs.forEach((step, all) -> out.println(line(step, all)));
  }

  private static String line(String step, List<MeasuredProgram.Run> runs) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.0f |",
        step,
        Spread.of(runs.stream().map(run -> run.wallSeconds() * MILLIS_PER_SECOND).toList()).text(0),
        Spread.of(runs.stream().map(run -> run.cpuSeconds() * MILLIS_PER_SECOND).toList()).text(0),
        LoadReport.median(runs.stream().map(run -> run.residentBytesMax() / MEGA).toList()));
  }
}
