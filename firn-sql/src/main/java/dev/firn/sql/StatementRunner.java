package dev.firn.sql;

import dev.firn.engine.Firn;
import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.catalog.TableChange;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.table.TableName;
import dev.firn.sql.query.SnapshotQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;

/** Runs statements against a warehouse, one at a time. */
public final class StatementRunner {
  private final Firn firn;
  private final CatalogShows shows;

  public StatementRunner(Firn firn) {
    this.firn = firn;
    this.shows = new CatalogShows(firn);
  }

  /** What a statement came to. */
  public sealed interface Outcome {
    /**
     * A definition was carried out, or there was nothing to do.
     *
     * @param note what happened, for a person
     */
    record Defined(String note) implements Outcome {}

    /** What the catalog holds. */
    record Listed(Listing listing) implements Outcome {}

    /** A query, not planned yet; its caller plans, runs and closes it. */
    record Rows(SnapshotQuery query) implements Outcome {}

    /** Rows to be added; its caller runs and closes it. */
    record Insertion(TableInsert insert) implements Outcome {}
  }

  /**
   * Refuses a script before anything of it runs, if DuckDB cannot parse one of its queries. A
   * single statement needs no such look: nothing runs before it.
   *
   * @throws FirnException with the place that DuckDB names
   */
  public void requireQueries(List<Statement> script) {
    List<Statement.Query> queries =
        script.stream().flatMap(each -> queryOf(each).stream()).toList();
    if (script.size() > 1 && !queries.isEmpty()) {
      SnapshotQuery.findFault(firn, queries.stream().map(Statement.Query::text).toList())
          .ifPresent(
              fault -> {
                Statement.Query query = queries.get(fault.textIndex());
                StatementText text = new StatementText(query.position(), query.text());
                throw text.at(fault.charOffset()).place(fault.failure());
              });
    }
  }

  private static Optional<Statement.Query> queryOf(Statement statement) {
    return switch (statement) {
      case Statement.Query query -> Optional.of(query);
      case Statement.Insert insert -> Optional.of(insert.query());
      default -> Optional.empty();
    };
  }

  /**
   * Runs a statement.
   *
   * @throws FirnException with the statement's place, where it is the statement that is wrong
   */
  public Outcome run(Statement statement) {
    if (statement instanceof Statement.Query query) {
      return new Outcome.Rows(SnapshotQuery.of(firn, query.text()));
    }
    try {
      if (statement instanceof Statement.Insert insert) {
        return new Outcome.Insertion(TableInsert.of(firn, insert));
      }
      return runDefinition(statement);
    } catch (FirnException e) {
      throw placed(statement.position(), e);
    }
  }

  private Outcome runDefinition(Statement statement) {
    return switch (statement) {
      case Statement.CreateSchema create -> new Outcome.Defined(createSchema(create));
      case Statement.DropSchema drop -> new Outcome.Defined(dropSchema(drop));
      case Statement.CreateTable create -> new Outcome.Defined(createTable(create));
      case Statement.DropTable drop -> new Outcome.Defined(dropTable(drop));
      case Statement.AlterTable alter -> new Outcome.Defined(alterTable(alter));
      case Statement.RenameTable rename -> new Outcome.Defined(renameTable(rename));
      case Statement.ShowSchemas show -> new Outcome.Listed(shows.schemas(show.like()));
      case Statement.ShowTables show ->
          new Outcome.Listed(
              shows.tables(show.schema().map(schema -> schema.toString()), show.like()));
      case Statement.ShowCreateTable show ->
          new Outcome.Listed(shows.createTable(nameOf(show.name())));
      case Statement.DescribeTable describe ->
          new Outcome.Listed(shows.columns(nameOf(describe.name()), describe.like()));
      case Statement.Query _, Statement.Insert _ ->
          throw new IllegalStateException("A query is no definition");
    };
  }

  /** Failures of the world have no place in a script; the caller's mistakes do. */
  private static FirnException placed(SqlPosition position, FirnException failure) {
    boolean isCallers =
        switch (failure.code()) {
          case USAGE, CONFIGURATION, TABLE_NOT_FOUND, TABLE_EXISTS, UNSUPPORTED -> true;
          case SYNTAX, SNAPSHOT_NOT_FOUND, INPUT_UNREADABLE, SCHEMA_MISMATCH, DATA_REFUSED -> false;
          case BUSY, CONFLICT, FENCED, COMMIT_UNKNOWN, MEMORY, STORAGE, CORRUPT -> false;
          case CANCELLED, QUERY, INTERNAL -> false;
        };
    String message = String.valueOf(failure.getMessage());
    return isCallers && !message.startsWith("SQL, line ") ? position.place(failure) : failure;
  }

  private String createSchema(Statement.CreateSchema create) {
    String name = create.schema().toString();
    if (firn.catalog().createNamespace(name)) {
      return "Created schema " + name + ".";
    }
    if (create.onExisting() == OnExisting.SKIP) {
      return "Schema " + name + " exists; nothing to do.";
    }
    throw new FirnException(
        ErrorCode.TABLE_EXISTS,
        "Schema '"
            + name
            + "': expected the name to be free, found a schema of that name. Choose another name,"
            + " or say CREATE SCHEMA IF NOT EXISTS.");
  }

  private String dropSchema(Statement.DropSchema drop) {
    String name = drop.schema().toString();
    if (drop.onMissing() == OnMissing.SKIP && firn.catalog().findNamespace(name).isEmpty()) {
      return "Schema " + name + " does not exist; nothing to do.";
    }
    return "Dropped schema " + firn.catalog().dropNamespace(name) + ".";
  }

  private String createTable(Statement.CreateTable create) {
    TableName name = nameOf(create.name());
    Catalog catalog = firn.catalog();
    Optional<TableEntry> existing = catalog.find(name);
    if (existing.isPresent() && create.onExisting() == OnExisting.SKIP) {
      return "Table " + existing.get().name() + " exists; nothing to do.";
    }
    Map<String, String> properties = new HashMap<>(create.settings().properties());
    properties.put(
        TableProperties.FORMAT_VERSION, Integer.toString(create.settings().formatVersion()));
    create.comment().ifPresent(comment -> properties.put(TableChange.COMMENT_KEY, comment));
    catalog.create(
        new NewTable(
            name,
            create.schema(),
            create.settings().spec(),
            create.settings().order(),
            properties,
            create.settings().location()));
    return "Created table " + name + "." + ReaderNotes.of(Map.of(), propertiesOf(name));
  }

  private String dropTable(Statement.DropTable drop) {
    TableName name = nameOf(drop.name());
    if (isSkipped(name, drop.onMissing())) {
      return absent(name);
    }
    return "Dropped table " + firn.dropTable(name, PendingRowsPolicy.REFUSE_DROP) + ".";
  }

  private String alterTable(Statement.AlterTable alter) {
    TableName name = nameOf(alter.name());
    if (isSkipped(name, alter.onMissing())) {
      return absent(name);
    }
    Map<String, String> before = propertiesOf(name);
    boolean changed = firn.table(name.toString()).alter(alter.edits()).isPresent();
    return changed
        ? "Altered table " + name + "." + ReaderNotes.of(before, propertiesOf(name))
        : "Table " + name + " is so; nothing to do.";
  }

  private Map<String, String> propertiesOf(TableName name) {
    return firn.table(name.toString()).metadata().properties();
  }

  private String renameTable(Statement.RenameTable rename) {
    TableName name = nameOf(rename.name());
    if (isSkipped(name, rename.onMissing())) {
      return absent(name);
    }
    // A source that is missing is shown at its own name, all else at the new one.
    firn.catalog().load(name);
    try {
      TableEntry renamed = firn.catalog().rename(name, nameOf(rename.to()));
      return "Renamed table " + name + " to " + renamed.name() + ".";
    } catch (FirnException e) {
      throw placed(rename.toPosition(), e);
    }
  }

  private boolean isSkipped(TableName name, OnMissing onMissing) {
    return onMissing == OnMissing.SKIP && firn.catalog().find(name).isEmpty();
  }

  private static String absent(TableName name) {
    return "Table " + name + " does not exist; nothing to do.";
  }

  private static TableName nameOf(TableIdentifier identifier) {
    return new TableName(identifier.namespace().toString(), identifier.name());
  }
}
