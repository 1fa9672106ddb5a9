package dev.firn.cli;

import dev.firn.engine.Firn;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.table.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Drops a table. */
@Command(name = "drop", description = "Drop a table; its files stay unless --purge is given.")
final class DropCommand implements Runnable {
  private static final List<Column> COLUMNS = List.of(Column.text("table"), Column.text("purged"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Option(names = "--purge", description = "Delete the table's folder with all its files too.")
  private boolean purge;

  @Option(
      names = "--discard-pending",
      description = "Throw away rows that wait in the table's log; without it they keep the table.")
  private boolean discardPending;

  @Override
  public void run() {
    FirnCommand command = FirnCommand.of(parent);
    Firn firn = command.firn();
    TableName name = firn.table(table).name();
    command.settle(name);
    PendingRowsPolicy policy =
        discardPending ? PendingRowsPolicy.DISCARD : PendingRowsPolicy.REFUSE_DROP;
    TableName dropped = purge ? firn.purgeTable(name, policy) : firn.dropTable(name, policy);
    command.console().print(Result.one(COLUMNS, dropped.toString(), purge));
  }
}
