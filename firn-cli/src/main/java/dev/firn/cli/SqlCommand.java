package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import dev.firn.sql.SnapshotQuery;
import dev.firn.sql.Statement;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.StatementRunner.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
      "CREATE SCHEMA, CREATE TABLE and DROP TABLE as in Trino's Iceberg connector; several",
      "statements with ';'. All of them are parsed before anything runs."
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
    java.util.List<Statement> statements = new StatementParser().parse(scriptText());
    StatementRunner runner = new StatementRunner(firn.firn());
    for (Statement statement : statements) {
      settle(firn, statement);
      switch (runner.run(statement)) {
        case Outcome.Defined(String note) -> firn.console().note(note);
        case Outcome.Rows(SnapshotQuery query) -> print(firn, query);
      }
    }
  }

  private static void print(FirnCommand firn, SnapshotQuery query) {
    try (query;
        Interruption.Registered _ = firn.interruption().onInterrupt(query::cancel)) {
      firn.console().print(ArrowRows.resultOf(query.run()));
    }
  }

  private static void settle(FirnCommand firn, Statement statement) {
    switch (statement) {
      case Statement.CreateSchema _ -> {}
      case Statement.CreateTable create ->
          firn.settle(new TableName(create.name().namespace().toString(), create.name().name()));
      case Statement.DropTable drop ->
          firn.settle(new TableName(drop.name().namespace().toString(), drop.name().name()));
      case Statement.Query _ -> firn.firnForReading();
    }
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
