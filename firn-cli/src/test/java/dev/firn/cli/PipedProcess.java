package dev.firn.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, with its input and output in the test's hands. */
final class PipedProcess implements AutoCloseable {
  /** Far longer than any command of a test takes on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;

  private PipedProcess(Process process) {
    this.process = process;
  }

  /** Starts the command against a warehouse; what it says on standard error is this process's. */
  static PipedProcess start(TestWarehouse warehouse, String... arguments) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(FirnProcess.commandLine(arguments))
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(
                      new File(warehouse.folder().getParent().toFile(), "standard-error.txt")));
      builder.environment().put("FIRN_WAREHOUSE", warehouse.folder().toString());
      return new PipedProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  BufferedReader output() {
    return process.inputReader();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Lets it run for a while; true if it ended by itself meanwhile. */
  boolean endsWithin(Duration duration) {
    try {
      return process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a process", e);
    }
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    end();
  }

  /** SIGTERM, as an init system sends it. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  void end() {
    if (!endsWithin(PATIENCE)) {
      process.destroyForcibly();
      throw new AssertionError("Process " + process.pid() + " runs for more than " + PATIENCE);
    }
  }

  /** Waits for its end; its exit code. */
  int exitCode() {
    end();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
