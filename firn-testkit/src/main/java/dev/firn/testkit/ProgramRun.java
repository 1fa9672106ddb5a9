package dev.firn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a program: its output as text, or a failure that shows what it said. */
final class ProgramRun {
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;

  /**
   * @param folder where output is kept while it runs; a pipe that nobody empties would block it
   */
  ProgramRun(List<String> command, Path folder) {
    this(command, Map.of(), folder);
  }

  /** A run with variables beside those of this process. */
  ProgramRun(List<String> command, Map<String, String> environment, Path folder) {
    this.command = command;
    this.environment = environment;
    this.folder = folder;
  }

  String run(Duration patience) {
    try {
      Path output = Files.createTempFile(folder, "out", ".txt");
      Path errors = Files.createTempFile(folder, "err", ".txt");
      try {
        return run(patience, output, errors);
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(Duration patience, Path output, Path errors) throws IOException {
    Process process = start(output, errors);
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure(
            "expected an end within " + patience + ", found it still running", output, errors);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + command, e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failure("expected exit code 0, found " + process.exitValue(), output, errors);
    }
    return Files.readString(output, StandardCharsets.UTF_8).strip();
  }

  private Process start(Path output, Path errors) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Program " + command.getFirst() + " cannot be started: " + e.getMessage(), e);
    }
  }

  private IllegalStateException failure(String what, Path output, Path errors) throws IOException {
    return new IllegalStateException(
        "Run of "
            + command
            + ": "
            + what
            + ". It said:\n"
            + Files.readString(errors, StandardCharsets.UTF_8)
            + Files.readString(output, StandardCharsets.UTF_8));
  }
}
