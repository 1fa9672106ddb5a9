package dev.firn.bench;

import dev.firn.bench.QueryContender.Answer;
import dev.firn.bench.QueryContender.FileFacts;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What contenders took for one query, round by round; the first is what others are set beside. */
final class QueryReport {
  private static final double MEGA = 1e6;

  private final ComparedQuery query;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  QueryReport(ComparedQuery query) {
    this.query = query;
  }

  /** A contender's answer, and what it took each time. */
  private record Line(Answer answer, List<Double> millis) {}

  /**
   * Adds a contender's answer of one round.
   *
   * @throws IllegalStateException if the answer is not the other contenders'
   */
  void add(String contender, double tookMillis, Answer answer) {
    require(contender, answer);
    lines
        .computeIfAbsent(contender, name -> new Line(answer, new ArrayList<>()))
        .millis()
        .add(tookMillis);
  }

  /** Prints the query and a Markdown table of medians with their spread. */
  void print(PrintStream out) {
    out.printf("%s: `%s`%n%n", query, query.over("flights"));
    out.println("| contender | ms (min–max) | ratio to the first (min–max) | files | MB |");
    out.println("|---|---|---|---|---|");
    List<Double> first = lines.values().iterator().next().millis();
    lines.forEach(
        (name, line) -> {
          FileFacts opened = line.answer().opened();
          FileFacts kept = line.answer().kept();
          out.printf(
              Locale.ROOT,
              "| %s | %s | %s | %d of %d | %.3f of %.3f |%n",
              name,
              Spread.of(line.millis()).text(1),
              Spread.of(ratios(line.millis(), first)).text(2),
              opened.count(),
              kept.count(),
              opened.bytes() / MEGA,
              kept.bytes() / MEGA);
        });
    out.println();
  }

  private void require(String contender, Answer answer) {
    List<String> expected =
        lines.values().stream().findFirst().map(Line::answer).orElse(answer).rows();
    if (expected.isEmpty() || !answer.rows().equals(expected)) {
      throw new IllegalStateException(
          contender + ", " + query + ": expected " + expected + ", found " + answer.rows());
    }
  }

  private static List<Double> ratios(List<Double> ones, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ones.size(); round++) {
      ratios.add(ones.get(round) / others.get(round));
    }
    return ratios;
  }
}
