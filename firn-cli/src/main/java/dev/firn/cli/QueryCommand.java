package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TimeSpan;
import dev.firn.sql.query.SnapshotQuery;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs one SELECT over snapshots of tables. */
@Command(
    name = "query",
    description = "Run a SELECT over tables, in DuckDB's dialect.",
    footer = {
      "",
      "Older snapshots: FROM air.flights AT (VERSION => 123), by snapshot id, commit id, tag or",
      "branch, or AT (TIMESTAMP => TIMESTAMP '2026-01-31 12:00:00'). Metadata: FROM",
      "air.\"flights$snapshots\", $history, $files, $manifests, $partitions, $refs, $properties.",
      "--format takes arrow and parquet here, too."
    })
final class QueryCommand implements Runnable {
  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "SQL", description = "One SELECT.")
  private String sql = "";

  @Option(
      names = "--explain",
      description = "Show what the query would read of each table; it is not run.")
  private boolean explain;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Stop the query after this long, such as 30s or 5m.")
  private @Nullable String timeout;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    QueryRun run = new QueryRun(firn, Optional.ofNullable(timeout).map(QueryCommand::limit));
    SnapshotQuery query = SnapshotQuery.of(firn.firnForReading(), sql);
    if (explain) {
      run.explain(query);
    } else {
      run.print(query);
    }
  }

  private static TimeSpan limit(String text) {
    return TimeSpan.parse(text)
        .filter(span -> span.duration().isPositive())
        .orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.USAGE,
                    "Option '--timeout': expected a time such as 30s, 5m or 1m30s, found '"
                        + text
                        + "'."));
  }
}
