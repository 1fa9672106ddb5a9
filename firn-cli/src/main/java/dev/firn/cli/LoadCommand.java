package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.input.InputFile;
import dev.firn.input.InputFiles;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Loads files into a table as one snapshot. */
@Command(
    name = "load",
    description = "Load files into a table, all of them as one snapshot or none.",
    footer = {
      "",
      "Columns are matched by name; types must be the table's or widen to them without loss.",
      "Text is read as the table's types, exactly or not at all (docs/conversions.md)."
    })
final class LoadCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.number("snapshot_id"),
          Column.text("commit_id"),
          Column.number("rows"),
          Column.number("files"),
          Column.number("bytes"),
          Column.number("seconds"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(
      paramLabel = "FILES",
      arity = "1..*",
      description =
          "CSV, NDJSON, JSON, Parquet and Arrow files; text also as .gz or .zst; globs; '-' for"
              + " standard input with --input-format.")
  private List<String> files = List.of();

  @Option(
      names = "--table",
      required = true,
      paramLabel = "NAMESPACE.TABLE",
      description = "The table to load into.")
  private String table = "";

  @Mixin private TextInput text = new TextInput();

  @Option(
      names = "--sorted-input",
      description =
          "Each input is in the table's order (partition values, then the sort order): merge them as"
              + " they are read. A row out of order is refused.")
  private boolean isSorted;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Your name for this load: the same key within 24 hours loads nothing again.")
  private @Nullable String key;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    Clock clock = Clock.systemUTC();
    long startedAt = clock.millis();
    FirnTable found = firn.firn().table(table);
    firn.settle(found.name());
    CommittedSnapshot done;
    try (InputFiles inputs = InputFiles.find(files, text.inputOptions(firn), firn.firn().budget());
        Interruption.Registered _ = firn.interruption().onInterrupt(inputs::cancel)) {
      text.requireCsvForItsOptions(inputs);
      done = load(firn, found, inputs, clock);
    } catch (FirnException e) {
      if (e.code() == ErrorCode.CANCELLED || Thread.currentThread().isInterrupted()) {
        throw new FirnException(
            ErrorCode.CANCELLED,
            "Load into '" + found.name() + "' was interrupted; nothing was committed.",
            e);
      }
      throw e;
    }
    BigDecimal seconds = BigDecimal.valueOf(clock.millis() - startedAt, 3);
    firn.console()
        .print(
            Result.one(
                COLUMNS,
                done.snapshotId(),
                done.commitId(),
                done.rows(),
                done.files(),
                done.bytes(),
                seconds));
  }

  private CommittedSnapshot load(FirnCommand firn, FirnTable to, InputFiles inputs, Clock clock) {
    try (LoadProgress progress = LoadProgress.start(firn.console(), inputs, clock)) {
      List<LoadSource> sources = new ArrayList<>();
      for (InputFile file : inputs.files()) {
        sources.add(progress.follow(file));
      }
      return to.load(sources, loadOptions());
    }
  }

  private LoadOptions loadOptions() {
    return new LoadOptions(Optional.ofNullable(key), text.match(), isSorted);
  }
}
