package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.input.InputFile;
import dev.firn.input.InputFiles;
import dev.firn.input.InputFormat;
import dev.firn.input.InputOptions;
import dev.firn.input.csv.CsvOptions;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = "csv, json, ndjson, parquet or arrow, where the name does not tell.")
  private @Nullable String inputFormat;

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description =
          "CSV: what separates cells; \\t or tab for a tab. Default: a comma, in .tsv a tab.")
  private @Nullable String delimiter;

  @Option(
      names = "--quote",
      paramLabel = "CHAR",
      description = "CSV: what encloses cells that hold delimiters. Default: a double quote.")
  private @Nullable String quote;

  @Option(
      names = "--null",
      paramLabel = "TEXT",
      description =
          "CSV: an unquoted cell of this text is null, instead of an empty one; may be repeated.")
  private @Nullable List<String> nulls;

  @Option(
      names = "--no-header",
      description = "CSV: the first line is data; the columns are the table's, in its order.")
  private boolean noHeader;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Your name for this load: the same key within 24 hours loads nothing again.")
  private @Nullable String key;

  @Option(
      names = "--ignore-unknown",
      description = "Pass over columns and keys that the table lacks.")
  private boolean ignoreUnknown;

  @Option(names = "--ignore-case", description = "Match names of columns and keys without case.")
  private boolean ignoreCase;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    Clock clock = Clock.systemUTC();
    long startedAt = clock.millis();
    FirnTable found = firn.firn().table(table);
    firn.settle(found.name());
    CommittedSnapshot done;
    try (InputFiles inputs = InputFiles.find(files, inputOptions(firn), firn.firn().budget());
        Interruption.Registered _ = firn.interruption().onInterrupt(inputs::cancel)) {
      requireCsvForItsOptions(inputs);
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

  private InputOptions inputOptions(FirnCommand firn) {
    InputOptions options =
        InputOptions.defaults()
            .withStandardInput(System.in)
            .withBatchRows(firn.configuration().batchRows())
            .withBatchBytes(firn.configuration().batchBytes())
            .withCsv(csvOptions());
    return inputFormat == null ? options : options.withFormat(InputFormat.parse(inputFormat));
  }

  /** An option that changes nothing was meant to change something. */
  private void requireCsvForItsOptions(InputFiles inputs) {
    List<String> given = givenCsvOptions();
    boolean hasCsv = inputs.files().stream().anyMatch(file -> file.format() == InputFormat.CSV);
    if (given.isEmpty() || hasCsv) {
      return;
    }
    String formats =
        inputs.files().stream()
            .map(file -> file.format().label())
            .distinct()
            .collect(Collectors.joining(", "));
    throw new FirnException(
        ErrorCode.USAGE,
        "Option "
            + String.join(", ", given)
            + ": expected an input in CSV, found "
            + formats
            + ". Leave it out, or say --input-format csv.");
  }

  private List<String> givenCsvOptions() {
    List<String> given = new ArrayList<>();
    if (delimiter != null) {
      given.add("--delimiter");
    }
    if (quote != null) {
      given.add("--quote");
    }
    if (nulls != null) {
      given.add("--null");
    }
    if (noHeader) {
      given.add("--no-header");
    }
    return given;
  }

  private CsvOptions csvOptions() {
    CsvOptions csv = CsvOptions.defaults();
    if (delimiter != null) {
      csv = csv.withDelimiter(delimiter);
    }
    if (quote != null) {
      csv = csv.withQuote(quote);
    }
    if (nulls != null) {
      csv = csv.withNulls(nulls);
    }
    return noHeader ? csv.withHeader(CsvOptions.Header.ABSENT) : csv;
  }

  private LoadOptions loadOptions() {
    return new LoadOptions(
        Optional.ofNullable(key),
        new MatchOptions(
            ignoreCase ? Names.IGNORING_CASE : Names.EXACT,
            ignoreUnknown ? UnknownColumns.IGNORED : UnknownColumns.REFUSED));
  }
}
