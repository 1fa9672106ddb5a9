package dev.firn.bench;

import dev.firn.testkit.LineProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A contender of {@link WriterComparison} that is running, with its rows in memory. The file's time
 * is the contender's own, all other figures are the system's.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: an {@link IllegalStateException} with what the contender said.
 */
final class WriterProcess implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  /** A gigabyte takes seconds; a machine that is busy, several times that. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String READY = "ready ";
  private static final String WROTE = "wrote ";

  private final LineProcess process;
  private final ProcessFigures figures;
  private final String version;
  private double restBytes;

  /**
   * What writing a file took.
   *
   * @param cpuSeconds of all threads, NaN if not known
   * @param restBytes the least memory that was resident before this file or one before it, with the
   *     rows in it; the least, because some allocators give back what loading took only after a
   *     while; NaN if not known
   * @param residentBytesMax the most meanwhile, NaN if not known
   * @param facts of the file
   */
  record Written(
      double seconds,
      double cpuSeconds,
      double restBytes,
      double residentBytesMax,
      long fileBytes,
      ParquetFacts facts) {}

  private WriterProcess(LineProcess process) throws IOException {
    this.process = process;
    this.version = awaited(READY, process.nextLine(PATIENCE));
    this.figures = new ProcessFigures(process.pid());
    this.restBytes = figures.residentBytes();
  }

  /**
   * Starts a contender and awaits that it is ready.
   *
   * @param log a file for what it says on standard error
   */
  static WriterProcess start(List<String> command, Path log) throws IOException {
    ProcessBuilder program = new ProcessBuilder(command);
    LineProcess process = LineProcess.start(program, log);
    try {
      return new WriterProcess(process);
    } catch (IOException e) {
      throw failure(process, e);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** The writer's name and version, as it says. */
  String version() {
    return version;
  }

  /** Lets it write its rows into a file that is not there yet. */
  Written write(Path file) throws IOException {
    restBytes = Math.min(restBytes, figures.residentBytes());
    figures.forgetResidentMax();
    double cpuFrom = figures.cpuSeconds();
    String[] nanos;
    try {
      nanos = awaited(WROTE, process.ask("write " + file, PATIENCE)).split(" ", -1);
    } catch (IOException e) {
      throw failure(process, e);
    }
    double otherCpuNanos = nanos.length > 1 ? Double.parseDouble(nanos[1]) : 0;
    return new Written(
        Double.parseDouble(nanos[0]) / NANOS_PER_SECOND,
        figures.cpuSeconds() - cpuFrom - otherCpuNanos / NANOS_PER_SECOND,
        restBytes,
        figures.residentBytesMax(),
        Files.size(file),
        ParquetFacts.of(file));
  }

  @Override
  public void close() {
    process.close();
  }

  private static String awaited(String word, String answer) {
    if (!answer.startsWith(word)) {
      throw new IllegalStateException(answer);
    }
    return answer.substring(word.length());
  }

  private static IllegalStateException failure(LineProcess process, IOException cause) {
    process.close();
    return new IllegalStateException(
        "failed: expected an answer, found "
            + cause.getMessage()
            + ". It said: "
            + process.errors().lines().findFirst().orElse("nothing"),
        cause);
  }
}
