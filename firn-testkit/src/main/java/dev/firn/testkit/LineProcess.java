package dev.firn.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program in a process of its own that answers each line of its standard input with one line, and
 * ends with its input.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: an {@link IOException} that says why there is no answer; {@link #errors} has what
 * the program said about it.
 */
public final class LineProcess implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final BufferedReader answers;

  private LineProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a program.
   *
   * @param errors the file that gets its standard error
   */
  public static LineProcess start(ProcessBuilder program, Path errors) throws IOException {
    return new LineProcess(program.redirectError(errors.toFile()).start(), errors);
  }

  /** The system's number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Sends a line and awaits the one that answers it. */
  public String ask(String line, Duration patience) throws IOException {
    Writer questions = process.outputWriter(StandardCharsets.UTF_8);
    questions.write(line + "\n");
    questions.flush();
    return nextLine(patience);
  }

  /** Awaits a line that was not asked for, as one that says that the program is ready. */
  public String nextLine(Duration patience) throws IOException {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(String.valueOf(answers.readLine()));
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      String answer = line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.equals("null")) {
        throw new IOException("the end of the process");
      }
      return answer;
    } catch (TimeoutException e) {
      throw new IOException("none within " + patience, e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("an interrupt", e);
    }
  }

  /** What the program has said on its standard error. */
  public String errors() {
    try {
      return Files.readString(errors, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends the process, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
