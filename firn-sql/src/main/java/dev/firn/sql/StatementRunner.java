package dev.firn.sql;

import dev.firn.engine.Firn;
import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.table.TableName;
import dev.firn.sql.Statement.OnExisting;
import dev.firn.sql.Statement.OnMissing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;

/** Runs statements against a warehouse, one at a time. */
public final class StatementRunner {
  /** Trino, Spark and Firn keep a table's comment under this key. */
  private static final String COMMENT_KEY = "comment";

  private final Firn firn;

  public StatementRunner(Firn firn) {
    this.firn = firn;
  }

  /** What a statement came to. */
  public sealed interface Outcome {
    /**
     * A definition was carried out, or there was nothing to do.
     *
     * @param note what happened, for a person
     */
    record Defined(String note) implements Outcome {}

    /** A query is ready; its caller runs and closes it. */
    record Rows(SnapshotQuery query) implements Outcome {}
  }

  /** Runs a statement. */
  public Outcome run(Statement statement) {
    return switch (statement) {
      case Statement.CreateSchema create -> new Outcome.Defined(createSchema(create));
      case Statement.CreateTable create -> new Outcome.Defined(createTable(create));
      case Statement.DropTable drop -> new Outcome.Defined(dropTable(drop));
      case Statement.Query query -> new Outcome.Rows(SnapshotQuery.prepare(firn, query.text()));
    };
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
    create.comment().ifPresent(comment -> properties.put(COMMENT_KEY, comment));
    catalog.create(
        new NewTable(
            name,
            create.schema(),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            properties,
            create.settings().location()));
    return "Created table " + name + ".";
  }

  private String dropTable(Statement.DropTable drop) {
    TableName name = nameOf(drop.name());
    if (drop.onMissing() == OnMissing.SKIP && firn.catalog().find(name).isEmpty()) {
      return "Table " + name + " does not exist; nothing to do.";
    }
    return "Dropped table " + firn.catalog().drop(name) + ".";
  }

  private static TableName nameOf(TableIdentifier identifier) {
    return new TableName(identifier.namespace().toString(), identifier.name());
  }
}
