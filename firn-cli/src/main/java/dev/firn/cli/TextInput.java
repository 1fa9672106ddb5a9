package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.input.InputFiles;
import dev.firn.input.InputFormat;
import dev.firn.input.InputOptions;
import dev.firn.input.csv.CsvOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the text of an input is read, for the commands that read some. */
final class TextInput {
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
      names = "--ignore-unknown",
      description = "Pass over columns and keys that the table lacks.")
  private boolean ignoreUnknown;

  @Option(names = "--ignore-case", description = "Match names of columns and keys without case.")
  private boolean ignoreCase;

  /** Whether somebody said what format the input has. */
  boolean hasFormat() {
    return inputFormat != null;
  }

  /** How inputs are found and read. */
  InputOptions inputOptions(FirnCommand firn) {
    InputOptions options =
        InputOptions.defaults()
            .withStandardInput(System.in)
            .withBatchRows(firn.configuration().batchRows())
            .withBatchBytes(firn.configuration().batchBytes())
            .withCsv(csvOptions());
    return inputFormat == null ? options : options.withFormat(InputFormat.parse(inputFormat));
  }

  /** An option that changes nothing was meant to change something. */
  void requireCsvForItsOptions(InputFiles inputs) {
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

  /** How source columns are matched with the table's. */
  MatchOptions match() {
    return new MatchOptions(
        ignoreCase ? Names.IGNORING_CASE : Names.EXACT,
        ignoreUnknown ? UnknownColumns.IGNORED : UnknownColumns.REFUSED);
  }
}
