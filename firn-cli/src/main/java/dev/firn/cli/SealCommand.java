package dev.firn.cli;

import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.Lanes;
import dev.firn.engine.ingest.LogStatus;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Commits the rows that wait in logs. */
@Command(name = "seal", description = "Commit the rows that wait in a table's log, or in all logs.")
final class SealCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("table"),
          Column.number("snapshot_id"),
          Column.text("commit_id"),
          Column.number("rows"),
          Column.number("files"),
          Column.number("bytes"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(
      paramLabel = "NAMESPACE.TABLE",
      arity = "0..1",
      description = "The table; all tables if none is named.")
  private @Nullable String table;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    List<CommittedSnapshot> sealed = seal(firn);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (CommittedSnapshot each : sealed) {
      rows.add(
          new @Nullable Object[] {
            each.table().toString(),
            each.snapshotId(),
            each.commitId(),
            each.rows(),
            each.files(),
            each.bytes()
          });
    }
    firn.console().print(Result.many(COLUMNS, rows));
    warnOfLogsElsewhere(firn);
  }

  /** Whether rows wait in them can only be seen where they are. */
  private void warnOfLogsElsewhere(FirnCommand firn) {
    if (firn.firn().hasLogs()) {
      Optional<TableName> named = Optional.ofNullable(table).map(TableName::parse);
      for (LogStatus log : firn.firn().lanes().status(named)) {
        if (log.state() == LogStatus.State.ELSEWHERE) {
          firn.console()
              .warn(
                  "A log of '"
                      + log.table()
                      + "' is in '"
                      + log.folder()
                      + "', which is no part of this log.path. Rows that wait there are not sealed.");
        }
      }
    }
  }

  private List<CommittedSnapshot> seal(FirnCommand firn) {
    if (table == null) {
      return firn.firn().hasLogs() ? firn.firn().lanes().sealAll() : List.of();
    }
    var name = firn.firn().table(table).name();
    firn.settle(name);
    Lanes lanes = firn.firn().lanes();
    return lanes.seal(name);
  }
}
