package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.table.TableName;
import dev.firn.sql.Listing;
import dev.firn.sql.Statement;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.StatementRunner.Outcome;
import dev.firn.sql.TableInsert;
import dev.firn.sql.query.SnapshotQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs definitions and queries, several with {@code ;}. */
@Command(
    name = "sql",
    description = "Run SQL: definitions in Trino's dialect, queries in DuckDB's.",
    footer = {
      "",
      "CREATE, ALTER, COMMENT ON, DROP, SHOW and DESCRIBE of schemas and tables as in Trino's",
      "Iceberg connector; several statements with ';'. All of them are parsed before anything",
      "runs. docs/sql.md lists them."
    })
final class SqlCommand implements Runnable {
  @ParentCommand private @Nullable FirnCommand parent;

  @ArgGroup(multiplicity = "1")
  private Script script = new Script();

  /** Where the statements come from. */
  static final class Script {
    @Option(names = "-e", paramLabel = "STATEMENTS", description = "The statements themselves.")
    private @Nullable String text;

    @Option(names = "-f", paramLabel = "FILE", description = "A file of statements, in UTF-8.")
    private @Nullable Path file;
  }

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    List<Statement> statements = new StatementParser().parse(scriptText());
    StatementRunner runner = new StatementRunner(firn.firn());
    runner.requireQueries(statements);
    for (Statement statement : statements) {
      settle(firn, statement);
      switch (runner.run(statement)) {
        case Outcome.Defined(String note) -> firn.console().note(note);
        case Outcome.Listed(Listing listing) -> print(firn, listing);
        case Outcome.Rows(SnapshotQuery query) -> new QueryRun(firn, Optional.empty()).print(query);
        case Outcome.Insertion(TableInsert insert) -> run(firn, insert);
      }
    }
  }

  private static void run(FirnCommand firn, TableInsert insert) {
    try (insert;
        Interruption.Registered _ = firn.interruption().onInterrupt(insert::cancel)) {
      CommittedSnapshot done = insert.run();
      firn.console()
          .note(
              "Inserted "
                  + (done.rows() == 1 ? "1 row" : done.rows() + " rows")
                  + " into "
                  + done.table()
                  + ", snapshot "
                  + done.snapshotId()
                  + ".");
    }
  }

  private static void print(FirnCommand firn, Listing listing) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    listing.rows().forEach(row -> rows.add(row.toArray()));
    // A statement has lines of its own, which one cell of a table would run together.
    boolean isText =
        listing.columns().size() == 1
            && rows.size() == 1
            && firn.console().format() == OutputFormat.table
            && listing.rows().getFirst().getFirst().contains("\n");
    if (isText) {
      firn.console().print(listing.rows().getFirst().getFirst());
      return;
    }
    firn.console().print(Result.many(listing.columns().stream().map(Column::text).toList(), rows));
  }

  private static void settle(FirnCommand firn, Statement statement) {
    switch (statement) {
      case Statement.CreateSchema _, Statement.DropSchema _ -> {}
      case Statement.CreateTable create -> firn.settle(nameOf(create.name()));
      case Statement.DropTable drop -> firn.settle(nameOf(drop.name()));
      case Statement.AlterTable alter -> firn.settle(nameOf(alter.name()));
      case Statement.RenameTable rename -> firn.settle(nameOf(rename.name()));
      case Statement.Insert insert -> firn.settle(nameOf(insert.name()));
      case Statement.ShowSchemas _,
          Statement.ShowTables _,
          Statement.ShowCreateTable _,
          Statement.DescribeTable _,
          Statement.Query _ ->
          firn.firnForReading();
    }
  }

  private static TableName nameOf(TableIdentifier name) {
    return new TableName(name.namespace().toString(), name.name());
  }

  private String scriptText() {
    if (script.text != null) {
      return script.text;
    }
    Path file = script.file;
    if (file == null) {
      throw new IllegalStateException("picocli asks for one of -e and -f");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      int count = 0;
      while (bytes.hasRemaining() && count >= 0) {
        count = channel.read(bytes);
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (NoSuchFileException e) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Script '" + file + "': expected a file, found nothing there.",
          e);
    } catch (IOException e) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Script '" + file + "': expected a readable file, found: " + e.getMessage(),
          e);
    }
  }
}
