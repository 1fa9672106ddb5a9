package dev.firn.cli;

import dev.firn.cli.config.ConfigOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
final class GlobalOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Configuration in YAML. Default: $FIRN_CONFIG, else ./firn.yaml if it exists.")
  private @Nullable Path config;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Folder of tables and registry. Default: as configured, else ./warehouse.")
  private @Nullable Path warehouse;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description =
          "How results are written: table, json or csv; rows of a query also as arrow or parquet."
              + " Default: table.")
  private OutputFormat format = OutputFormat.table;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Write results to this file instead of standard output.")
  private @Nullable Path output;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "No progress and no notes on standard error.")
  private boolean quiet;

  @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Stack traces with errors.")
  private boolean verbose;

  /** What the command line says of the configuration. */
  ConfigOptions configOptions() {
    return new ConfigOptions(Optional.ofNullable(config), Optional.ofNullable(warehouse));
  }

  OutputFormat format() {
    return format;
  }

  @Nullable Path output() {
    return output;
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isVerbose() {
    return verbose;
  }

  /** Back to the defaults, before the same command line is parsed again. */
  void reset() {
    config = null;
    warehouse = null;
    format = OutputFormat.table;
    output = null;
    quiet = false;
    verbose = false;
  }
}
