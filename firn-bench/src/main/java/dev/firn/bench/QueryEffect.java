package dev.firn.bench;

import dev.firn.bench.QueryContender.Answer;
import dev.firn.bench.QueryContender.FileFacts;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.query.ScanReport;
import dev.firn.sql.query.SnapshotQuery;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * What a layout does for queries: TPC-H's sixth query and a look for one order, over lineitem as it
 * comes, by month and sorted by day, and sorted by order. Its rows come in no order (TPC-H's are by
 * order, which would do the sort's work). In this process, warm, in rounds that take turns; the
 * first is not counted. Answers must be the same from each layout.
 *
 * <p>A query is measured from its text to its last row. Files selected are those that planning left
 * over, whole; bytes read are those of all read calls of this process meanwhile, metadata included,
 * as {@code /proc/self/io} counts them: what DuckDB took of the selected files.
 *
 * <p>Run: {@code firn-bench/run query-effect [--scale 1] [--rounds 5]}.
 */
public final class QueryEffect {
  private static final double MEGA = 1e6;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final int BATCH_ROWS = 65_536;

  private final PrintStream out;

  /** How the same rows are laid out, each in a table of its own. */
  enum Layout {
    PLAIN("as it comes", ""),
    MONTH_SORTED(
        "by month, sorted by l_shipdate, l_orderkey",
        ", partitioning = ARRAY['month(l_shipdate)'],"
            + " sorted_by = ARRAY['l_shipdate', 'l_orderkey']"),
    ORDER_SORTED("sorted by l_orderkey", ", sorted_by = ARRAY['l_orderkey']");

    private final String title;
    private final String settings;

    Layout(String title, String settings) {
      this.title = title;
      this.settings = settings;
    }

    String table() {
      return "effect." + name().toLowerCase(Locale.ROOT);
    }
  }

  /** An answer and what it took. */
  private record Asked(Answer answer, double millis, long readBytes) {}

  QueryEffect(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments, Map.of("--scale", "1", "--rounds", "5"));
    Path root = Path.of(System.getProperty("firn.root", "."));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    PythonEnvironment python = PythonEnvironment.ofCheckout();
    Path arrow =
        shuffled(Lineitem.ofScale(options.text("--scale"), folder, python).arrow(), folder, python);
    Surroundings.print(System.out);
    System.out.printf("lineitem, scale %s%n", options.text("--scale"));
    new QueryEffect(System.out).measure(arrow, options.number("--rounds"), folder);
  }

  /** Loads an Arrow file of lineitem into each layout and asks them in turns. */
  void measure(Path arrow, int rounds, Path folder) throws IOException {
    Path warehouse = Folders.createEmpty(folder.resolve("effect-warehouse"));
    try (Firn firn = Firn.open(FirnConfig.of(warehouse))) {
      long rows = load(firn, arrow);
      out.printf(
          Locale.ROOT,
          "%,d rows, %d rounds, %d threads%n%n",
          rows,
          rounds,
          firn.config().parallelism());
      for (String query : List.of(sixth(), point(firn))) {
        ask(firn, query, rounds);
      }
    } finally {
      Folders.delete(warehouse);
    }
  }

  /** The rows of an Arrow file in no order, in a file that is written if it is not there. */
  static Path shuffled(Path arrow, Path folder, PythonEnvironment python) throws IOException {
    Path file = arrow.resolveSibling("shuffled-" + arrow.getFileName());
    if (!Files.exists(file)) {
      Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
      python.run(
          Scripts.write("rewrite_arrow.py", folder),
          arrow.toString(),
          unfinished.toString(),
          "--shuffled",
          "--batch-rows=" + BATCH_ROWS);
      Files.move(unfinished, file);
    }
    return file;
  }

  private static long load(Firn firn, Path arrow) throws IOException {
    StatementRunner sql = new StatementRunner(firn);
    long expected = -1;
    for (Layout layout : Layout.values()) {
      String statement =
          "CREATE TABLE "
              + layout.table()
              + " ("
              + Lineitem.COLUMNS
              + ") WITH (compression_codec = 'zstd', compression_level = 1"
              + layout.settings
              + ")";
      new StatementParser().parse(statement).forEach(sql::run);
      try (InputFiles inputs =
          InputFiles.find(List.of(arrow.toString()), InputOptions.defaults(), firn.budget())) {
        long rows = firn.table(layout.table()).load(inputs.sources(), LoadOptions.DEFAULT).rows();
        if (expected >= 0 && rows != expected) {
          throw new IllegalStateException(
              layout + ": expected " + expected + " rows, found " + rows);
        }
        expected = rows;
      }
    }
    return expected;
  }

  private static String sixth() {
    return "SELECT sum(l_extendedprice * l_discount) AS revenue, count(*) AS rows FROM %s"
        + " WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'"
        + " AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24";
  }

  /** About an order that is there: the one in the middle. */
  private static String point(Firn firn) throws IOException {
    String middle = "SELECT quantile_disc(l_orderkey, 0.5) FROM " + Layout.PLAIN.table();
    try (SnapshotQuery prepared = SnapshotQuery.prepare(firn, middle);
        ArrowReader result = prepared.run()) {
      return "SELECT count(*), sum(l_extendedprice) FROM %s WHERE l_orderkey = "
          + Answer.rowsOf(result).getFirst();
    }
  }

  private void ask(Firn firn, String query, int rounds) throws IOException {
    Map<Layout, List<Asked>> asked = new EnumMap<>(Layout.class);
    for (int round = 0; round <= rounds; round++) {
      for (Layout layout : Layout.values()) {
        Asked answered = ask(firn, query.formatted(layout.table()));
        if (round > 0) {
          asked.computeIfAbsent(layout, each -> new ArrayList<>()).add(answered);
        }
      }
    }
    List<Asked> plain = asked.getOrDefault(Layout.PLAIN, List.of());
    out.printf("`%s`%n%n", query.formatted("lineitem"));
    out.println(
        "| layout | ms (min–max) | by the first's, each round | files | MB selected |"
            + " MB read |");
    out.println("|---|---|---|---|---|---|");
    asked.forEach((layout, all) -> out.println(line(layout, all, plain)));
    out.println();
  }

  private static Asked ask(Firn firn, String query) throws IOException {
    long readBefore = readBytes();
    long from = System.nanoTime();
    try (SnapshotQuery prepared = SnapshotQuery.prepare(firn, query);
        ArrowReader result = prepared.run()) {
      List<String> rows = Answer.rowsOf(result);
      double millis = (System.nanoTime() - from) / NANOS_PER_MILLI;
      ScanReport scan = prepared.scans().getFirst();
      Answer answer =
          new Answer(
              rows,
              new FileFacts(scan.filesSelected(), scan.bytesSelected()),
              new FileFacts(scan.filesTotal(), scan.bytesTotal()));
      return new Asked(answer, millis, readBytes() - readBefore);
    }
  }

  /** Bytes that this process has read so far by read calls; 0 where nobody counts them. */
  private static long readBytes() throws IOException {
    if (!Files.exists(COUNTERS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(COUNTERS)) {
      return lines
          .filter(line -> line.startsWith("rchar: "))
          .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
          .sum();
    }
  }

  private static String line(Layout layout, List<Asked> all, List<Asked> plain) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < all.size(); round++) {
      Asked each = all.get(round);
      if (!each.answer().rows().equals(plain.getFirst().answer().rows())) {
        throw new IllegalStateException(
            layout
                + ": expected "
                + plain.getFirst().answer().rows()
                + ", found "
                + each.answer().rows());
      }
      ratios.add(each.millis() / plain.get(round).millis());
    }
    FileFacts opened = all.getLast().answer().opened();
    FileFacts kept = all.getLast().answer().kept();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %d of %d | %.3f of %.3f | %s |",
        layout.title,
        Spread.of(all.stream().map(Asked::millis).toList()).text(1),
        Spread.of(ratios).text(2),
        opened.count(),
        kept.count(),
        opened.bytes() / MEGA,
        kept.bytes() / MEGA,
        Spread.of(all.stream().map(each -> each.readBytes() / MEGA).toList()).text(3));
  }
}
