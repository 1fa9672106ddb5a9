package dev.firn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How fast rows get into a log, on the disk of {@code firn-bench/target}: {@link LogThroughput}
 * beside {@code dd}, {@link LogLatency} by batch size and number of senders, and at half load. All
 * in this process; nothing is committed meanwhile, so this is append to {@code LOGGED} alone.
 *
 * <p>Run: {@code firn-bench/run log [--rounds 5] [--batches 400] [--seconds 5] [--plots DIR]}.
 */
public final class LogSpeed {
  private static final int THROUGHPUT_ROWS = 10_000;
  private static final List<Integer> ROWS = List.of(1, 100, 10_000);
  private static final List<Integer> SENDERS = List.of(1, 8, 64);

  private LogSpeed() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("firn.root", "."));
    Options options =
        Options.parse(
            arguments,
            Map.of("--rounds", "5", "--batches", "400", "--seconds", "5", "--plots", ""));
    Path folder = Files.createDirectories(root.resolve("firn-bench/target/bench-data"));
    Duration span = Duration.ofSeconds(options.number("--seconds"));
    measure(
        new LogThroughput(
            folder, options.number("--rounds"), options.number("--batches"), THROUGHPUT_ROWS),
        new LogLatency(folder, span, ROWS, SENDERS),
        Plots.of(options.text("--plots")),
        System.out);
  }

  static void measure(LogThroughput throughput, LogLatency latency, Plots plots, PrintStream out)
      throws IOException, InterruptedException {
    throughput.measure(out);
    latency.measure(plots, out);
    latency.measureHalfLoad(100, latency.senders().getLast(), out);
  }
}
