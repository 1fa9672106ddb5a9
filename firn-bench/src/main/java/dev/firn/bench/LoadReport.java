package dev.firn.bench;

import dev.firn.bench.Contender.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What contenders took, round by round, and the table that is made of it. */
final class LoadReport {
  private static final double MEGA = 1e6;

  private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();

  /** Loads in rounds that take turns, and says on standard error how far it is. */
  static LoadReport ofRounds(List<Contender> contenders, int rounds) throws IOException {
    LoadReport report = new LoadReport();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        Outcome outcome = contender.load();
        report.add(contender.name(), outcome);
        System.err.printf(
            Locale.ROOT,
            "round %d of %d, %s: %.2f s%n",
            round + 1,
            rounds,
            contender.name(),
            outcome.wallSeconds());
      }
    }
    return report;
  }

  void add(String contender, Outcome outcome) {
    outcomes.computeIfAbsent(contender, name -> new ArrayList<>()).add(outcome);
  }

  /** Prints medians with their spread as a Markdown table, then the ratios per round. */
  void print(PrintStream out) {
    out.println(
        "| load | M rows/s, process | process s (min–max) | read+append s | append s | CPU s |"
            + " max RSS MB | files | MB |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    outcomes.forEach((name, rounds) -> out.println(line(name, rounds)));
  }

  /** Prints how many times faster one contender was than another in each round. */
  void printRatio(PrintStream out, String one, String other) {
    printRatios(out, one + " / " + other, ratios(other, one));
  }

  /** Prints how many times as long as another one contender took in each round. */
  void printTimes(PrintStream out, String one, String other) {
    printRatios(out, "time of " + one + " by " + other, ratios(one, other));
  }

  /** Times of one contender by those of another, each round. */
  private List<Double> ratios(String above, String below) {
    List<Outcome> numerators = of(above);
    List<Outcome> denominators = of(below);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(numerators.size(), denominators.size()); i++) {
      ratios.add(numerators.get(i).wallSeconds() / denominators.get(i).wallSeconds());
    }
    return ratios;
  }

  private static void printRatios(PrintStream out, String what, List<Double> ratios) {
    if (!ratios.isEmpty()) {
      String each =
          String.join(
              ", ",
              ratios.stream().map(ratio -> String.format(Locale.ROOT, "%.2f", ratio)).toList());
      out.println(String.format(Locale.ROOT, "%s: median %.2f x (%s)", what, median(ratios), each));
    }
  }

  /** What the rounds of a contender took, in their order; none if it took no part. */
  List<Outcome> of(String contender) {
    return List.copyOf(outcomes.getOrDefault(contender, List.of()));
  }

  private static String line(String name, List<Outcome> rounds) {
    Outcome last = rounds.getLast();
    List<Double> walls = values(rounds, Outcome::wallSeconds);
    double wall = median(walls);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f (%.2f–%.2f) | %s | %s | %s | %s | %d | %.1f |",
        name,
        last.table().rows() / wall / MEGA,
        wall,
        walls.stream().min(Double::compare).orElseThrow(),
        walls.stream().max(Double::compare).orElseThrow(),
        seconds(median(values(rounds, Outcome::readAndAppendSeconds))),
        seconds(median(values(rounds, Outcome::appendSeconds))),
        seconds(median(values(rounds, Outcome::cpuSeconds))),
        megabytes(median(values(rounds, outcome -> outcome.residentBytesMax()))),
        last.table().files(),
        last.table().bytes() / MEGA);
  }

  private static List<Double> values(List<Outcome> rounds, ToDoubleFunction<Outcome> value) {
    return rounds.stream().mapToDouble(value).boxed().toList();
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String seconds(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String megabytes(double bytes) {
    return bytes == 0 ? "–" : String.format(Locale.ROOT, "%.0f", bytes / MEGA);
  }
}
