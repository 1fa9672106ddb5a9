package dev.firn.cli;

import dev.firn.sql.SnapshotQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs one SELECT over the current snapshots of tables. */
@Command(name = "query", description = "Run a SELECT over tables, in DuckDB's dialect.")
final class QueryCommand implements Runnable {
  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "SQL", description = "One SELECT.")
  private String sql = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    try (SnapshotQuery query = SnapshotQuery.prepare(firn.firnForReading(), sql);
        Interruption.Registered _ = firn.interruption().onInterrupt(query::cancel)) {
      firn.console().print(ArrowRows.resultOf(query.run()));
    }
  }
}
