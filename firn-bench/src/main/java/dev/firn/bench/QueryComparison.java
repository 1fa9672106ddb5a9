package dev.firn.bench;

import dev.firn.bench.JsonMonths.Format;
import dev.firn.bench.JsonQueryContender.Told;
import dev.firn.bench.QueryContender.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Firn's queries over a table by month, sorted by origin and date, beside DuckDB's over the JSON
 * lines that such a table replaces: a file a month, plain and compressed, all of them and only
 * those of the months that a query is about, as who knows the layout would name them. All in this
 * process, warm, with the same DuckDB and as many threads, in rounds that take turns; the first
 * warms up and is not counted. Every answer is checked against the others'.
 *
 * <p>An answer is measured from the query's text to its last row. Not the same work: Firn's time
 * has the look into the registry, planning, and opening and closing of two DuckDB sessions; DuckDB
 * over JSON keeps its connection open and is told the files. Bytes are those of the files that are
 * opened; Firn reads only some columns and row groups of them, DuckDB all of a JSON file.
 *
 * <p>Run: {@code firn-bench/run query-comparison [--flights FILE] [--rounds 5]}.
 */
public final class QueryComparison {
  private static final double NANOS_PER_MILLI = 1e6;

  private QueryComparison() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of(
                "--flights", root.resolve("examples/flights.parquet").toString(), "--rounds", "5"));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    compare(Path.of(options.text("--flights")), options.number("--rounds"), folder, System.out);
  }

  /** Lays out the flights below the folder, asks each contender in turns, prints medians. */
  static void compare(Path parquet, int rounds, Path folder, PrintStream out) throws IOException {
    JsonMonths months = JsonMonths.of(parquet, folder.resolve("flights-json-by-month"));
    requireMonths(months);
    try (FirnQueryContender firn =
            FirnQueryContender.of(parquet, folder.resolve("flights-by-month"));
        JsonQueryContender ndjson = json(months, Format.NDJSON, Told.ALL_MONTHS, firn);
        JsonQueryContender zstd = json(months, Format.NDJSON_ZST, Told.ALL_MONTHS, firn);
        JsonQueryContender someNdjson = json(months, Format.NDJSON, Told.MATCHING_MONTHS, firn);
        JsonQueryContender someZstd = json(months, Format.NDJSON_ZST, Told.MATCHING_MONTHS, firn)) {
      out.printf(
          "flights, %,d rows, %d months, %d rounds, %d threads%n%n",
          firn.rowCount(), months.months().size(), rounds, firn.threadCount());
      List<QueryContender> contenders = List.of(firn, ndjson, zstd, someNdjson, someZstd);
      for (QueryReport report : ask(contenders, rounds)) {
        report.print(out);
      }
    }
  }

  private static List<QueryReport> ask(List<QueryContender> contenders, int rounds)
      throws IOException {
    List<QueryReport> reports = new ArrayList<>();
    for (ComparedQuery query : ComparedQuery.values()) {
      QueryReport report = new QueryReport(query);
      List<QueryContender> taking =
          contenders.stream().filter(each -> each.takesPart(query)).toList();
      for (int round = 0; round <= rounds; round++) {
        for (QueryContender contender : taking) {
          long from = System.nanoTime();
          Answer answer = contender.answer(query);
          double millis = (System.nanoTime() - from) / NANOS_PER_MILLI;
          if (round > 0) {
            report.add(contender.name(), millis, answer);
          }
        }
      }
      reports.add(report);
    }
    return reports;
  }

  private static JsonQueryContender json(
      JsonMonths months, Format format, Told told, FirnQueryContender firn) throws IOException {
    return JsonQueryContender.open(months, format, told, firn.threadCount());
  }

  private static void requireMonths(JsonMonths months) {
    for (ComparedQuery query : ComparedQuery.values()) {
      if (months.months().stream().noneMatch(query::canMatch)) {
        throw new IllegalArgumentException(
            "Flights: expected months that '"
                + query.over("flights")
                + "' is about, found "
                + months.months()
                + ".");
      }
    }
  }
}
