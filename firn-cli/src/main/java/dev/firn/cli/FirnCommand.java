package dev.firn.cli;

import dev.firn.cli.config.Configuration;
import dev.firn.cli.config.Surroundings;
import dev.firn.engine.Firn;
import dev.firn.engine.owner.Leftover;
import dev.firn.engine.table.TableName;
import dev.firn.sql.record.RecordValues;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code firn} command: what all its subcommands share. */
@Command(
    name = "firn",
    description = "Packs rows into Apache Iceberg tables, and reads them back.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = FirnVersion.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class FirnCommand implements Runnable, AutoCloseable {
  @Mixin private final GlobalOptions options = new GlobalOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream standardOut;
  private final PrintStream standardError;
  private final Interruption interruption;
  private final Surroundings surroundings;
  private @Nullable Configuration configuration;
  private @Nullable Console console;
  private @Nullable Firn firn;

  /**
   * @param surroundings where the configuration is looked for
   */
  FirnCommand(
      PrintStream standardOut,
      PrintStream standardError,
      Interruption interruption,
      Surroundings surroundings) {
    this.standardOut = standardOut;
    this.standardError = standardError;
    this.interruption = interruption;
    this.surroundings = surroundings;
  }

  /** The command that picocli set as a subcommand's parent. */
  static FirnCommand of(@Nullable FirnCommand parent) {
    if (parent == null) {
      throw new IllegalStateException("A subcommand runs without its command");
    }
    return parent;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  GlobalOptions options() {
    return options;
  }

  Console console() {
    Console made = console;
    if (made == null) {
      made = new Console(options, standardOut, standardError);
      console = made;
    }
    return made;
  }

  PrintStream standardOut() {
    return standardOut;
  }

  PrintStream standardError() {
    return standardError;
  }

  /** What happens on Ctrl-C. */
  Interruption interruption() {
    return interruption;
  }

  /** The configuration, read and checked on first use. */
  Configuration configuration() {
    Configuration loaded = configuration;
    if (loaded == null) {
      loaded = Configuration.load(options.configOptions(), surroundings);
      configuration = loaded;
    }
    return loaded;
  }

  /** The warehouse, opened on first use. */
  Firn firn() {
    Firn opened = firn;
    if (opened == null) {
      opened = Firn.open(configuration().engine(), new RecordValues());
      firn = opened;
    }
    return opened;
  }

  /** The warehouse, for a command that only reads: says what waits to be settled. */
  Firn firnForReading() {
    Firn opened = firn();
    Map<String, Integer> waiting = new TreeMap<>();
    for (Leftover leftover : opened.leftovers()) {
      waiting.merge(
          "table " + leftover.table() + " by the dead process " + leftover.processId(),
          1,
          Integer::sum);
    }
    waiting.forEach(
        (where, count) ->
            console()
                .warn(
                    "firn: "
                        + files(count)
                        + " left on "
                        + where
                        + "; the next command that writes to it removes "
                        + (count == 1 ? "it." : "them.")));
    return opened;
  }

  /** Settles a table before it is written to, and says what was removed. */
  void settle(TableName table) {
    Map<String, List<Leftover>> removed = new TreeMap<>();
    for (Leftover leftover : firn().settle(table)) {
      removed
          .computeIfAbsent(
              "table " + leftover.table() + " by the dead process " + leftover.processId(),
              where -> new ArrayList<>())
          .add(leftover);
    }
    removed.forEach(this::warnOfRemoved);
  }

  /** One line, because a dead load may have left a file for each of a thousand partitions. */
  private void warnOfRemoved(String where, List<Leftover> removed) {
    long bytes = removed.stream().mapToLong(Leftover::bytes).sum();
    console()
        .warn("firn: removed " + files(removed.size()) + " (" + bytes + " bytes) left on " + where);
    if (options.isVerbose()) {
      removed.forEach(
          file ->
              console()
                  .warn(
                      "firn: removed "
                          + file.location()
                          + " ("
                          + file.bytes()
                          + " bytes), left on "
                          + where));
    }
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /** Closes the warehouse at once: rows that wait in logs stay there. */
  void closeFast() {
    Firn opened = firn;
    firn = null;
    if (opened != null) {
      opened.closeFast();
    }
  }

  @Override
  public void close() {
    Firn opened = firn;
    Console made = console;
    firn = null;
    console = null;
    try (opened) {
      if (made != null) {
        made.close();
      }
    }
  }
}
