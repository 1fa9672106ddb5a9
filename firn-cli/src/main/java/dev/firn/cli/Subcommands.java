package dev.firn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/**
 * The subcommands of {@code firn}. Only those that a command line names are handed to picocli,
 * because reading the annotations of all of them takes longer than most of them run; without a
 * name, for help and for typing errors, picocli gets them all.
 */
enum Subcommands {
  SQL("sql", SqlCommand.class),
  LOAD("load", LoadCommand.class),
  APPEND("append", AppendCommand.class),
  SEAL("seal", SealCommand.class),
  QUERY("query", QueryCommand.class),
  TABLES("tables", TablesCommand.class),
  DESCRIBE("describe", DescribeCommand.class),
  SNAPSHOTS("snapshots", SnapshotsCommand.class),
  HISTORY("history", HistoryCommand.class),
  FILES("files", FilesCommand.class),
  PARTITIONS("partitions", PartitionsCommand.class),
  ROLLBACK("rollback", RollbackCommand.class),
  DROP("drop", DropCommand.class),
  STATUS("status", StatusCommand.class),
  LOG("log", LogCommand.class),
  VERIFY("verify", VerifyCommand.class),
  CONFIG("config", ConfigCommand.class),
  DEMO("demo", DemoCommand.class),
  TRAINING("training-run", TrainingCommand.class);

  private final String commandName;
  private final Class<? extends Runnable> type;

  Subcommands(String commandName, Class<? extends Runnable> type) {
    this.commandName = commandName;
    this.type = type;
  }

  /** Adds the subcommands that the arguments may mean, in the order in which help lists them. */
  static void addTo(CommandLine commandLine, String... arguments) {
    Set<String> words = Set.copyOf(Arrays.asList(arguments));
    List<Subcommands> named =
        Arrays.stream(values()).filter(each -> words.contains(each.commandName)).toList();
    boolean all = named.isEmpty() || words.contains("--help") || words.contains("-h");
    for (Subcommands each : all ? List.of(values()) : named) {
      commandLine.addSubcommand(each.commandName, each.type);
    }
  }
}
