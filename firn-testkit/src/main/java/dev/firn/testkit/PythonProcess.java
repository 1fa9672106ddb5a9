package dev.firn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a program: its output as text, or a failure that shows what it said. */
final class PythonProcess {
  private final List<String> command;
  private final Path folder;

  /**
   * @param folder where output is kept while it runs; a pipe that nobody empties would block it
   */
  PythonProcess(List<String> command, Path folder) {
    this.command = command;
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
        throw failure("expected an end within " + patience + ", found it still running", errors);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + command, e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failure("expected exit code 0, found " + process.exitValue(), errors);
    }
    return Files.readString(output, StandardCharsets.UTF_8).strip();
  }

  private Process start(Path output, Path errors) {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(output.toFile())
          .redirectError(errors.toFile())
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Program " + command.getFirst() + " cannot be started: " + e.getMessage(), e);
    }
  }

  private IllegalStateException failure(String what, Path errors) throws IOException {
    return new IllegalStateException(
        "Run of "
            + command
            + ": "
            + what
            + ". It said:\n"
            + Files.readString(errors, StandardCharsets.UTF_8));
  }
}
