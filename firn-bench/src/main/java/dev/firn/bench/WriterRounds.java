package dev.firn.bench;

import dev.firn.bench.WriterProcess.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Contenders of {@link WriterComparison} that have the rows of one Arrow file in memory and write
 * them in turns, in another order in each round. Each file is looked at and deleted. Whoever fails
 * takes no more part.
 *
 * <p>Threads: one at a time.
 */
final class WriterRounds implements AutoCloseable {
  private final Map<WriterContender, WriterProcess> processes =
      new EnumMap<>(WriterContender.class);
  private final ArrowBatches.Facts source;
  private final Path logs;
  private final Path into;
  private final WriterReport report;

  /**
   * Files that are written before those that count.
   *
   * @param rounds of everybody
   * @param compilingRounds of those that are compiled while they run
   * @param compilingSeconds that those must have written at least
   */
  record WarmUp(int rounds, int compilingRounds, double compilingSeconds) {
    boolean isEnough(WriterContender contender, int roundsDone, double secondsDone) {
      return contender.isCompiledWhileItRuns()
          ? roundsDone >= compilingRounds && secondsDone >= compilingSeconds
          : roundsDone >= rounds;
    }
  }

  /**
   * Nobody takes part yet.
   *
   * @param logs an existing folder, for what they say on standard error
   * @param into an existing folder, for their files
   */
  WriterRounds(ArrowBatches.Facts source, Path logs, Path into) {
    this.source = source;
    this.logs = logs;
    this.into = into;
    this.report = new WriterReport(source);
  }

  /** Starts a contender, which loads the rows. */
  void start(WriterContender contender, WriterPrograms programs, Path arrow) throws IOException {
    try {
      Path log = logs.resolve("writer-" + contender.word() + ".log");
      WriterProcess process = WriterProcess.start(programs.command(contender, arrow), log);
      processes.put(contender, process);
      report.add(contender, process.version());
    } catch (IllegalStateException e) {
      leaveOut(contender, e);
    }
  }

  /** Lets each write as often as it takes to become as fast as it gets. */
  void warmUp(WarmUp warmUp) throws IOException {
    for (WriterContender contender : List.copyOf(processes.keySet())) {
      double seconds = 0;
      for (int round = 0; !warmUp.isEnough(contender, round, seconds); round++) {
        Optional<Written> written = write(contender, "warm-up " + (round + 1));
        if (written.isEmpty()) {
          break;
        }
        seconds += written.get().seconds();
      }
    }
  }

  /** Rounds that count; in each, everybody writes twice, and the second file counts. */
  WriterReport measure(int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      List<WriterContender> order = new ArrayList<>(processes.keySet());
      Collections.rotate(order, -round);
      for (WriterContender contender : order) {
        String turn = "round " + (round + 1) + " of " + rounds;
        // A virtual machine's host took memory away that lay idle while the others had their turns;
        // a file that does not count brings it back.
        write(contender, turn + ", not counted");
        write(contender, turn).ifPresent(written -> report.add(contender, written));
      }
    }
    return report;
  }

  /** What a file took; nothing if the contender takes no part any more. */
  private Optional<Written> write(WriterContender contender, String round) throws IOException {
    WriterProcess process = processes.get(contender);
    if (process == null) {
      return Optional.empty();
    }
    Path file = into.resolve("writer-" + contender.word() + ".parquet");
    Files.deleteIfExists(file);
    try {
      Written written = process.write(file);
      require(written.facts());
      System.err.printf(
          Locale.ROOT, "%s, %s: %.2f s%n", round, contender.title(), written.seconds());
      return Optional.of(written);
    } catch (IOException | RuntimeException e) {
      // Also a file that is so broken that its footer cannot be read.
      leaveOut(contender, e);
      return Optional.empty();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void require(ParquetFacts file) {
    if (file.rows() != source.rows()) {
      throw new IllegalStateException(
          "failed: expected " + source.rows() + " rows, found " + file.rows());
    }
  }

  private void leaveOut(WriterContender contender, Exception reason) {
    String why =
        reason instanceof IllegalStateException ? "" + reason.getMessage() : "failed: " + reason;
    report.leaveOut(contender, why);
    System.err.println(contender.title() + ": " + why);
    WriterProcess process = processes.remove(contender);
    if (process != null) {
      process.close();
    }
  }

  /** Ends all processes. */
  @Override
  public void close() {
    processes.values().forEach(WriterProcess::close);
  }
}
