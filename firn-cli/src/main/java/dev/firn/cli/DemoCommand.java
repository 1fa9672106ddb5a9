package dev.firn.cli;

import dev.firn.engine.environment.Environment;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * The tour: real flights into a table and out again, by the commands that everybody has. See {@link
 * Steps}.
 */
@Command(
    name = "demo",
    description = "The tour: load 20,000 real flights into a fresh warehouse and look at them.")
final class DemoCommand implements Runnable {
  private static final String TABLE = "air.flights";

  @ParentCommand private @Nullable FirnCommand parent;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    Path examples = Path.of(System.getProperty("firn.home", "."), "examples");
    Path warehouse =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "firn-demo-" + Environment.system().ulids().get());
    PrintStream out = firn.standardOut();
    Tour tour = new Tour(out, new Steps("Demo", out, firn.standardError(), warehouse));
    tour.say("A warehouse of its own: " + warehouse + " (delete it when you are done).");
    tour.say(
        "A table has a fixed schema, partitions, an order and rules, in Trino's Iceberg dialect.");
    tour.show(
        "sql",
        "-e",
        "CREATE TABLE "
            + TABLE
            + " (date timestamp(6) NOT NULL, delay bigint, distance bigint,"
            + " origin varchar NOT NULL, destination varchar NOT NULL)"
            + " COMMENT 'US domestic flights, January to June 2001'"
            + " WITH (partitioning = ARRAY['month(date)'], sorted_by = ARRAY['date', 'delay DESC'],"
            + " checks = MAP(ARRAY['route'], ARRAY['origin <> destination']))");
    tour.say("A file is checked against the table, row by row, and becomes one snapshot.");
    tour.show(
        "load",
        examples.resolve("flights.csv").toString(),
        "--table",
        TABLE,
        "--key",
        "flights-2001");
    tour.say("The same key again loads nothing: the first answer is given.");
    tour.show(
        "load",
        examples.resolve("flights.csv").toString(),
        "--table",
        TABLE,
        "--key",
        "flights-2001");
    tour.show("tables");
    tour.show(
        "query",
        "SELECT origin, count(*) AS flights, round(avg(delay), 1) AS average_delay FROM "
            + TABLE
            + " GROUP BY origin ORDER BY flights DESC LIMIT 5");
    tour.say("A query opens only the files that can hold its rows, by partition and by bounds.");
    tour.show(
        "query",
        "--explain",
        "SELECT count(*) FROM " + TABLE + " WHERE date >= DATE '2001-06-01' AND origin = 'SFO'");
    tour.show("partitions", TABLE);
    tour.say("Another load, from Parquet this time, and back: snapshots are kept.");
    tour.show("load", examples.resolve("flights.parquet").toString(), "--table", TABLE);
    tour.show("snapshots", TABLE);
    tour.show("rollback", TABLE, "--to", "previous");
    tour.show("history", TABLE);
    tour.say(
        "Rows may come as a stream, too: each batch is acknowledged when it is on disk in the"
            + " table's log, and becomes part of a snapshot when that is due or the stream ends.");
    String[] append = {
      "append",
      TABLE,
      "--file",
      examples.resolve("flights.ndjson").toString(),
      "--producer",
      "tower",
      "--quiet"
    };
    tour.show(append);
    tour.say("The same producer again: what it sent before is passed over.");
    tour.show(append);
    tour.show("status");
    tour.say("A table's metadata can be queried, and older snapshots by AT (VERSION => ...).");
    tour.show(
        "query",
        "SELECT committed_at, added_rows, total_rows, is_current FROM air.\"flights$snapshots\"");
    tour.show("files", TABLE);
    tour.show("describe", TABLE);
    tour.say(
        "Any Iceberg engine reads this table; in Python:\n"
            + "  from pyiceberg.catalog.sql import SqlCatalog\n"
            + "  SqlCatalog('firn', uri='sqlite:///"
            + warehouse
            + "/registry.db').load_table('"
            + TABLE
            + "').scan().to_arrow()");
  }

  /** Shows each command line, then what it prints. */
  private record Tour(PrintStream out, Steps steps) {
    void say(String text) {
      out.println("\n" + text);
      out.flush();
    }

    void show(String... arguments) {
      say("$ firn " + commandLine(arguments));
      steps.run(arguments);
    }

    private static String commandLine(String... arguments) {
      StringBuilder line = new StringBuilder();
      for (String argument : arguments) {
        boolean plain = argument.matches("[\\w./:=-]+");
        line.append(line.isEmpty() ? "" : " ")
            .append(
                plain ? argument : '"' + argument.replace("\"", "\\\"").replace("$", "\\$") + '"');
      }
      return line.toString();
    }
  }
}
