package dev.firn.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * What {@code ./firn} makes its AOT caches from (JEP 514, JEP 515). Without an option the tour, and
 * rows of many types into files; with {@code --loads} loads of these files, enough rows that the
 * loops which writing is made of are compiled. All that a cache holds is loaded at once, so loads
 * have one of their own. For the script alone; help does not show it.
 */
@Command(
    name = "training-run",
    hidden = true,
    description = "Does what an AOT cache is to be made from.")
final class TrainingCommand implements Runnable {
  private static final long ROWS = 2_000_000;
  private static final long TEXT_ROWS = 200_000;

  /** Sorted and scattered numbers, decimals, short and long texts, few and many values, nulls. */
  private static final String COLUMNS =
      "id bigint NOT NULL, part bigint, line integer, price decimal(15,2), rate decimal(15,2),"
          + " flag varchar, mode varchar, day date, at timestamp(6), measure double,"
          + " comment varchar";

  private static final String VALUES =
      "SELECT i // 4 AS id, CAST(hash(i) % 200000 AS BIGINT) AS part, CAST(i % 7 AS INTEGER) AS line,"
          + " CAST(hash(i) % 10000000 / 100 AS DECIMAL(15,2)) AS price,"
          + " CAST(i % 11 / 100 AS DECIMAL(15,2)) AS rate,"
          + " CASE i % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'N' ELSE 'R' END AS flag,"
          + " CASE hash(i) % 10 WHEN 0 THEN NULL WHEN 1 THEN 'AIR' WHEN 2 THEN 'DELIVER IN PERSON'"
          + " ELSE 'TRUCK' END AS mode,"
          + " DATE '1992-01-01' + CAST(hash(i) % 2500 AS INTEGER) AS day,"
          + " TIMESTAMP '2020-01-01 00:00:00' + to_seconds(i) AS at,"
          + " CAST(hash(i + 1) % 1000003 AS DOUBLE) / 7 AS measure,"
          + " 'the ' || hash(i) || ' furiously ' || i % 1000 AS comment FROM range(ROWS) AS t(i)";

  @ParentCommand private @Nullable FirnCommand parent;

  @Option(names = "--loads", description = "Load what was made before.")
  private boolean loads;

  @Parameters(paramLabel = "FOLDER", description = "An empty folder; the caller removes it.")
  private @Nullable Path folder;

  @Override
  public void run() {
    if (loads) {
      load("arrow", "train.plain");
      load("parquet", "train.sorted");
      load("csv", "train.plain");
    } else {
      firn("demo");
      createTables();
      make("arrow", ROWS);
      make("parquet", TEXT_ROWS);
      make("csv", TEXT_ROWS);
    }
  }

  private void createTables() {
    firn(
        "sql",
        "-e",
        "CREATE SCHEMA train; CREATE TABLE train.plain ("
            + COLUMNS
            + "); CREATE TABLE train.sorted ("
            + COLUMNS
            + ") WITH (partitioning = ARRAY['year(day)'], sorted_by = ARRAY['mode', 'price'])");
  }

  private void make(String format, long rows) {
    String values = VALUES.replace("ROWS", String.valueOf(rows));
    firn("query", values, "--format", format, "--output", in("rows." + format));
  }

  private void load(String format, String table) {
    firn("load", in("rows." + format), "--table", table);
  }

  private String in(String name) {
    return requireNonNull(folder).resolve(name).toString();
  }

  /** The tour has a warehouse of its own, whatever it is told. */
  private void firn(String... arguments) {
    FirnCommand firn = FirnCommand.of(parent);
    new Steps("Training run", firn.standardOut(), firn.standardError(), Path.of(in("warehouse")))
        .run(arguments);
  }
}
