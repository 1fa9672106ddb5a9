package dev.firn.sql;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A SELECT over the current snapshots of Iceberg tables, run by DuckDB. DuckDB can read the data
 * files of the tables that the query names, and nothing else.
 *
 * <p>Threads: one, but {@link #cancel} may come from any.
 */
public final class SnapshotQuery implements AutoCloseable {
  /** Parsing needs next to nothing; DuckDB's minimum. */
  private static final long PARSE_BYTES = 32L << 20;

  /** DuckDB's part of the budget; the rest is for rows on their way out. */
  private static final long MEMORY_SHARE = 2;

  /** A result's batch: as many rows as a load's. */
  private static final int BATCH_ROWS = 10_000;

  private final DuckDbSession session;
  private final String sql;

  private SnapshotQuery(DuckDbSession session, String sql) {
    this.session = session;
    this.sql = sql;
  }

  /**
   * Makes a query ready to run. Each table is read as it is now; a table that the query names twice
   * is the same snapshot both times.
   */
  public static SnapshotQuery prepare(Firn firn, String sql) {
    Map<TableName, TableView> views = new LinkedHashMap<>();
    for (TableName name : tables(firn, sql)) {
      FirnTable table = firn.table(name.toString());
      views.computeIfAbsent(table.name(), each -> TableView.of(table));
    }
    List<Path> files = views.values().stream().flatMap(view -> view.paths().stream()).toList();
    DuckDbSettings settings =
        DuckDbSettings.of(
                Math.max(PARSE_BYTES, firn.budget().bytesMax() / MEMORY_SHARE),
                firn.config().parallelism())
            .readingFiles(files);
    DuckDbSession session = DuckDbSession.open(settings, firn.budget());
    try {
      for (TableView view : views.values()) {
        view.definition().forEach(session::execute);
      }
      return new SnapshotQuery(session, sql);
    } catch (RuntimeException | Error e) {
      try (session) {
        throw e;
      }
    }
  }

  /** Runs the query: its result, batch by batch; closed with the query. */
  public ArrowReader run() {
    return session.query(sql, BATCH_ROWS);
  }

  /** Stops the query, also one that has not given its first row. */
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    session.close();
  }

  /** Refuses queries that DuckDB cannot parse; none is run. */
  static void require(Firn firn, List<Statement.Query> queries) {
    try (DuckDbSession parser = openParser(firn)) {
      queries.forEach(query -> QueryTables.require(query, parser));
    }
  }

  private static Set<TableName> tables(Firn firn, String sql) {
    try (DuckDbSession parser = openParser(firn)) {
      return QueryTables.of(sql, parser);
    }
  }

  private static DuckDbSession openParser(Firn firn) {
    return DuckDbSession.open(DuckDbSettings.of(PARSE_BYTES, 1), firn.budget());
  }
}
