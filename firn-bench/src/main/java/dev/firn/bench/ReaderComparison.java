package dev.firn.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Firn's readers of CSV and NDJSON beside DuckDB's {@code read_csv} and {@code read_json}, with the
 * same types and one thread each: from a file in the page cache to Arrow vectors that are counted
 * and freed, all in this process, in rounds that take turns. The first round warms up and is not
 * counted.
 *
 * <p>CPU time is that of the process while a reader runs, so the JIT's and the collector's threads
 * count for Firn, and whatever threads DuckDB starts for DuckDB. Not the same work: Firn refuses
 * values that DuckDB would convert, and notes the line of every record.
 *
 * <p>Run: {@code firn-bench/run reader-comparison [--flights FILE] [--rounds 5]}.
 */
public final class ReaderComparison {
  private static final double NANOS_PER_MICRO = 1e3;

  private ReaderComparison() {}

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

  /** Writes the flights as text into the folder, reads them with each reader, prints medians. */
  static void compare(Path parquet, int rounds, Path folder, PrintStream out) throws IOException {
    Path csv = folder.resolve("flights.csv");
    Path ndjson = folder.resolve("flights.ndjson");
    long rows = write(parquet, csv, ndjson);
    List<TextReader> readers =
        List.of(
            new FirnTextReader("Firn, CSV", csv),
            new DuckDbTextReader(
                "DuckDB, read_csv",
                "read_csv('%s', header = true, delim = ',', quote = '\"', escape = '\"', %s)"
                    .formatted(csv, DuckDbTextReader.COLUMNS)),
            new FirnTextReader("Firn, NDJSON", ndjson),
            new DuckDbTextReader(
                "DuckDB, read_json",
                "read_json('%s', format = 'newline_delimited', %s)"
                    .formatted(ndjson, DuckDbTextReader.COLUMNS)));
    Map<String, List<Speed>> speeds = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (TextReader reader : readers) {
        Speed speed = measure(reader, rows);
        if (round > 0) {
          speeds.computeIfAbsent(reader.name(), name -> new ArrayList<>()).add(speed);
        }
      }
    }
    out.printf("flights, %,d rows, %d rounds%n%n", rows, rounds);
    out.println("| reader | M rows/s of wall time (min–max) | M rows/s of CPU time (min–max) |");
    out.println("|---|---|---|");
    speeds.forEach(
        (name, all) ->
            out.printf(
                "| %s | %s | %s |%n",
                name,
                Spread.of(all.stream().map(Speed::wall).toList()).text(2),
                Spread.of(all.stream().map(Speed::cpu).toList()).text(2)));
  }

  /** M rows/s of one reading. */
  private record Speed(double wall, double cpu) {}

  private static Speed measure(TextReader reader, long rows) throws IOException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpuFrom = system.getProcessCpuTime();
    long from = System.nanoTime();
    long found = reader.read();
    long wallNanos = System.nanoTime() - from;
    long cpuNanos = system.getProcessCpuTime() - cpuFrom;
    if (found != rows) {
      throw new IllegalStateException(
          reader.name() + ": expected " + rows + " rows, found " + found);
    }
    return new Speed(rows / (wallNanos / NANOS_PER_MICRO), rows / (cpuNanos / NANOS_PER_MICRO));
  }

  /** Writes both texts; returns their rows. */
  private static long write(Path parquet, Path csv, Path ndjson) throws IOException {
    String flights =
        "(SELECT strftime(date, '%Y-%m-%dT%H:%M:%S') AS date, delay, distance, origin, destination"
            + " FROM read_parquet('"
            + parquet
            + "'))";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      statement.execute("COPY " + flights + " TO '" + ndjson + "' (FORMAT json)");
      return statement.executeUpdate("COPY " + flights + " TO '" + csv + "' (HEADER)");
    } catch (SQLException e) {
      throw new IOException("Flights of '" + parquet + "': expected Parquet with their columns", e);
    }
  }
}
