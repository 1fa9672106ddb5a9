package dev.firn.sql.query;

import dev.firn.engine.Firn;
import dev.firn.sql.Statement;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.StatementRunner.Outcome;
import dev.firn.sql.TableInsert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/** A warehouse that tests change and query by SQL. */
record QueriedWarehouse(Firn firn) {
  /** Runs definitions and INSERTs. */
  void sql(String script) {
    StatementRunner runner = new StatementRunner(firn);
    for (Statement statement : new StatementParser().parse(script)) {
      if (runner.run(statement) instanceof Outcome.Insertion(TableInsert insert)) {
        try (insert) {
          insert.run();
        }
      }
    }
  }

  /** Runs a script as the command does, queries looked at first. */
  void script(String script) {
    new StatementRunner(firn).requireQueries(new StatementParser().parse(script));
    sql(script);
  }

  /** The rows of a query, each a line, in their order. */
  List<String> rows(String query) {
    try (SnapshotQuery prepared = SnapshotQuery.prepare(firn, query);
        ArrowReader rows = prepared.run()) {
      return ResultRows.of(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only value of a query. */
  String value(String query) {
    List<String> rows = rows(query);
    if (rows.size() != 1) {
      throw new AssertionError("Expected one row, found " + rows);
    }
    return rows.getFirst().replace(" | ", "");
  }

  /** What a query would read. */
  List<ScanReport> scans(String query) {
    try (SnapshotQuery prepared = SnapshotQuery.prepare(firn, query)) {
      return prepared.scans();
    }
  }
}
