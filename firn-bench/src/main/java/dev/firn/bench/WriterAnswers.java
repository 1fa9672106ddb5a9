package dev.firn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a contender of {@link WriterComparison} says and is told, for those written in Java. It says
 * {@code ready VERSION} when its rows are in memory; then it is told {@code write PATH} as often as
 * it is to write them into a new file, and says {@code wrote NANOS}, from before the file was made
 * until it was closed. It says {@code failed WHY} instead of either, and ends with its input.
 *
 * <p>Behind {@code NANOS} may stand the nanoseconds of CPU time that it took meanwhile for what is
 * not writing, and is not in {@code NANOS} either.
 */
final class WriterAnswers {
  private static final String WRITE = "write ";

  private final BufferedReader questions;
  private final PrintStream answers;

  /** What a writer took for a file. */
  record Taken(long nanos, long otherCpuNanos) {}

  /** A writer with its rows in memory. */
  interface LoadedWriter extends AutoCloseable {
    /** Its name and version. */
    String version();

    /** Writes all rows into a new file, which is not forced to disk. */
    Taken write(Path file) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Brings rows into memory. */
  interface Loading {
    LoadedWriter load() throws IOException;
  }

  WriterAnswers(BufferedReader questions, PrintStream answers) {
    this.questions = questions;
    this.answers = answers;
  }

  /** Answers on this process's standard input and output until the input ends. */
  static void serve(Loading loading) throws IOException {
    new WriterAnswers(
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            System.out)
        .answer(loading);
  }

  void answer(Loading loading) throws IOException {
    try (LoadedWriter writer = loading.load()) {
      // What loading left behind is nothing that writing needs.
      System.gc();
      say("ready " + writer.version());
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        say(answer(writer, line));
      }
    } catch (IOException | RuntimeException e) {
      say(failure(e));
    }
  }

  private static String answer(LoadedWriter writer, String line) {
    if (!line.startsWith(WRITE)) {
      return "failed expected '" + WRITE + "PATH', found '" + line + "'";
    }
    try {
      Taken taken = writer.write(Path.of(line.substring(WRITE.length())));
      return "wrote " + taken.nanos() + " " + taken.otherCpuNanos();
    } catch (IOException | RuntimeException e) {
      return failure(e);
    }
  }

  private static String failure(Exception e) {
    return "failed " + e;
  }

  private void say(String line) {
    answers.println(line.replace('\n', ' '));
    answers.flush();
  }
}
