package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results and notes go: results to standard output or a file, all else to standard error.
 *
 * <p>Threads: notes may come from any.
 */
final class Console implements AutoCloseable {
  private final GlobalOptions options;
  private final PrintStream standardOut;
  private final PrintStream standardError;
  private @Nullable PrintWriter out;

  Console(GlobalOptions options, PrintStream standardOut, PrintStream standardError) {
    this.options = options;
    this.standardOut = standardOut;
    this.standardError = standardError;
  }

  /** Writes a result where and how the user asked for it. */
  void print(Result result) {
    new Renderer(options.format(), out()).render(result);
  }

  /** Writes one line of a result in CSV that goes on, flushed at once. */
  void printLine(List<Column> columns, @Nullable Object[] cells, boolean isFirst) {
    new Renderer(options.format(), out()).renderCsvLine(columns, cells, isFirst);
  }

  /** Writes a result that is a text of several lines, for people to read and copy. */
  void print(String text) {
    PrintWriter writer = out();
    writer.println(text);
    writer.flush();
  }

  /** Says something to a person; not with {@code --quiet}. */
  void note(String text) {
    if (!options.isQuiet()) {
      standardError.println(text);
    }
  }

  /** Says something that a person must not miss. */
  void warn(String text) {
    standardError.println(text);
  }

  PrintStream standardError() {
    return standardError;
  }

  OutputFormat format() {
    return options.format();
  }

  boolean isQuiet() {
    return options.isQuiet();
  }

  /** Whether standard error is a terminal, where a progress bar can be redrawn. */
  @SuppressWarnings("SystemConsoleNull") // Its documentation still allows null.
  boolean isTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
  }

  private PrintWriter out() {
    PrintWriter opened = out;
    if (opened == null) {
      Path file = options.output();
      opened = new PrintWriter(file == null ? standardWriter() : fileWriter(file));
      out = opened;
    }
    return opened;
  }

  private Writer standardWriter() {
    return new BufferedWriter(new OutputStreamWriter(standardOut, StandardCharsets.UTF_8));
  }

  private static Writer fileWriter(Path file) {
    try {
      return Channels.newWriter(
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FirnException(
          ErrorCode.STORAGE,
          "Output file '"
              + file
              + "': expected a file that can be written, found: "
              + e.getClass().getSimpleName()
              + ". Check its folder.",
          e);
    }
  }

  @Override
  public void close() {
    PrintWriter opened = out;
    out = null;
    if (opened == null) {
      return;
    }
    if (options.output() == null) {
      opened.flush();
    } else {
      opened.close();
    }
  }
}
