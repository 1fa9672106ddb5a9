package dev.firn.cli;

import dev.firn.cli.config.Surroundings;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry of the process: one command line, one exit code. */
public final class Main {
  /** What a command that was interrupted may take to remove its files. */
  private static final long CLEANUP_SECONDS = 30;

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream error = stream(FileDescriptor.err);
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Interruption interruption = new Interruption();
    Thread hook =
        Thread.ofPlatform()
            .name("firn-interrupt")
            .unstarted(() -> interruptAndWait(interruption, worker, done));
    Runtime.getRuntime().addShutdownHook(hook);
    int exitCode;
    try {
      exitCode =
          run(new FirnCommand(out, error, interruption, Surroundings.ofProcess()), arguments);
    } finally {
      done.countDown();
    }
    out.flush();
    error.flush();
    System.exit(exitCode);
  }

  /** Runs a command line in surroundings of the caller's choice; the process goes on. */
  static int run(
      Surroundings surroundings, PrintStream out, PrintStream error, String... arguments) {
    return run(new FirnCommand(out, error, new Interruption(), surroundings), arguments);
  }

  private static int run(FirnCommand firn, String... arguments) {
    CommandLine commandLine = commandLine(firn, arguments);
    int exitCode = commandLine.execute(arguments);
    try {
      firn.close();
      return exitCode;
    } catch (RuntimeException e) {
      int closing = new Failures(firn.options(), firn.standardError()).report(e);
      return exitCode == 0 ? closing : exitCode;
    }
  }

  static CommandLine commandLine(FirnCommand firn, String... arguments) {
    CommandLine commandLine = new CommandLine(firn, new CommandFactory());
    Subcommands.addTo(commandLine, arguments);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true).setExpandAtFiles(false);
    Failures failures = new Failures(firn.options(), firn.standardError());
    commandLine.setOut(new java.io.PrintWriter(firn.standardOut(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new java.io.PrintWriter(firn.standardError(), true, StandardCharsets.UTF_8));
    commandLine.setExecutionStrategy(parsed -> runChecked(firn, failures, parsed));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> failures.report(failure));
    commandLine.setParameterExceptionHandler((failure, _) -> usage(failures, failure));
    return commandLine;
  }

  /** A configuration that is wrong stops every command before it does anything. */
  private static int runChecked(FirnCommand firn, Failures failures, ParseResult parsed) {
    boolean asksForHelp = CommandLine.printHelpIfRequested(parsed);
    if (asksForHelp) {
      return 0;
    }
    try {
      requireFormat(firn.options(), parsed);
      firn.configuration();
    } catch (FirnException e) {
      return failures.report(e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Only rows of a query can be written as columns. */
  private static void requireFormat(GlobalOptions options, ParseResult parsed) {
    String name = parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : "";
    if (options.format().isColumnar() && !name.equals("query")) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Option '--format "
              + options.format()
              + "': expected one of table, json and csv, found a format that only 'firn query'"
              + " writes.");
    }
  }

  private static int usage(Failures failures, ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "");
    return failures.report(
        ErrorCode.USAGE,
        message
            + (message.endsWith(".") ? "" : ".")
            + suggestion(failure)
            + " See '"
            + command
            + " --help'.");
  }

  private static String suggestion(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return " Did you mean '" + unmatched.getSuggestions().getFirst() + "'?";
    }
    return "";
  }

  /** On Ctrl-C the command stops at its next batch, removes its files, and then the JVM ends. */
  private static void interruptAndWait(
      Interruption interruption, Thread worker, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    interruption.interrupt(worker);
    try {
      if (!done.await(CLEANUP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
