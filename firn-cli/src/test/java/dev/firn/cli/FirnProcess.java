package dev.firn.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, which can be waited for, interrupted and killed. */
final class FirnProcess implements AutoCloseable {
  /** Far longer than any command of a test takes on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A shell's background job begins with SIGINT ignored, and its children would too. */
  private static final String WITH_SIGINT =
      "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
          + " os.execv(sys.argv[1], sys.argv[1:])";

  private final Process process;
  private final Path out;
  private final Path error;

  private FirnProcess(Process process, Path out, Path error) {
    this.process = process;
    this.out = out;
    this.error = error;
  }

  /**
   * Starts the command against a warehouse, which its environment names; what it says is kept in
   * files.
   */
  static FirnProcess start(TestWarehouse warehouse, String... arguments) {
    List<String> command = commandLine(arguments);
    try {
      Path folder = warehouse.folder().toAbsolutePath().getParent();
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path error = Files.createTempFile(folder, "error", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(error.toFile());
      builder.environment().put("FIRN_WAREHOUSE", warehouse.folder().toString());
      return new FirnProcess(builder.start(), out, error);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What starts the command from the class path of the tests. */
  static List<String> commandLine(String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3", "-c", WITH_SIGINT));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djdk.util.jar.version=21",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.firn.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  long pid() {
    return process.pid();
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

  /** Ctrl-C. */
  void interrupt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while sending a signal", e);
    }
  }

  /** Waits for its end; what it said and its exit code. */
  CommandRun end() {
    if (!endsWithin(PATIENCE)) {
      process.destroyForcibly();
      throw new AssertionError("Process " + pid() + " runs for more than " + PATIENCE);
    }
    try {
      return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(error));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
