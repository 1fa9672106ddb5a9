package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code firn} as processes of their own, which are measured.
 *
 * @param command what starts it, before its arguments
 */
record FirnProgram(MeasuredProgram programs, List<String> command) {
  FirnProgram {
    command = List.copyOf(command);
  }

  /** The script of the checkout, which builds what is missing before anything is measured. */
  static FirnProgram ofCheckout(MeasuredProgram programs, Path root) throws IOException {
    String script = root.resolve("firn").toAbsolutePath().toString();
    programs.run(List.of(script, "--version"));
    return new FirnProgram(programs, List.of(script));
  }

  /** The same with this budget, as the configuration takes it. */
  FirnProgram withBudget(String budget) {
    List<String> limited = new ArrayList<>();
    limited.addAll(List.of("env", "FIRN_STORAGE_PARQUET_MEMORY_MAX_USAGE=" + budget));
    limited.addAll(command);
    return new FirnProgram(programs, limited);
  }

  /** Makes a table, by this process. */
  static void createTable(Path warehouse, String statement) {
    try (Firn firn = Firn.open(FirnConfig.of(warehouse))) {
      StatementRunner sql = new StatementRunner(firn);
      new StatementParser().parse(statement).forEach(sql::run);
    }
  }

  /** {@code firn load} of a file into a table that is there. */
  MeasuredProgram.Run load(Path warehouse, String table, Path source) throws IOException {
    List<String> load = new ArrayList<>(command);
    load.addAll(List.of("load", source.toString(), "--table", table));
    load.addAll(List.of("--warehouse", warehouse.toString(), "--format", "json", "--quiet"));
    return programs.run(load);
  }
}
