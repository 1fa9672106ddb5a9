package dev.firn.duckdb;

import dev.firn.duckdb.arrow.PlainArrowReader;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A running query of a {@link DuckDbSession}: its connection, its statement, the streams it reads,
 * and its rows as plain Arrow. An {@code ArrowReader} because that is what Arrow's consumers take;
 * the rows themselves are in the reader it delegates to.
 *
 * <p>Threads: one, but {@link #cancel} may come from any.
 *
 * <p>Failures: after one the result is only good for closing.
 */
final class DuckDbResult extends ArrowReader {
  /** How the driver reports a failure of the first rows of a streaming result: without reason. */
  private static final String REASON_LOST = "Invalid result set";

  private final DuckDbSession session;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private @Nullable DuckDBPreparedStatement statement;
  private @Nullable ArrowReader rows;
  private volatile boolean isCancelled;

  /** What to run; the tables are handed over. */
  record Query(String sql, Map<String, ArrowReader> tables, int batchRows) {
    Query {
      if (batchRows < 1) {
        throw new IllegalArgumentException("Batches of " + batchRows + " rows");
      }
    }
  }

  private DuckDbResult(DuckDbSession session) {
    super(session.allocator());
    this.session = session;
  }

  /** Runs the statement up to its first rows. */
  static DuckDbResult start(DuckDbSession session, Query query) {
    DuckDbResult result = new DuckDbResult(session);
    session.started(result);
    try {
      result.run(query, result.exported(query.tables()));
      return result;
    } catch (SQLException | IOException e) {
      throw result.closedAfter(result.cancelledOr(e));
    } catch (RuntimeException e) {
      throw result.closedAfter(e);
    }
  }

  /** Runs a statement without rows to its end. */
  static DuckDbResult executed(DuckDbSession session, Query query) {
    DuckDbResult result = new DuckDbResult(session);
    session.started(result);
    try {
      result.prepare(query, result.exported(query.tables())).execute();
      return result;
    } catch (SQLException e) {
      throw result.closedAfter(result.cancelledOr(e));
    } catch (RuntimeException e) {
      throw result.closedAfter(e);
    }
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return rows().getVectorSchemaRoot();
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
    return rows().getDictionaryVectors();
  }

  @Override
  public boolean loadNextBatch() {
    throwIfCancelled();
    try {
      boolean hasRows = rows().loadNextBatch();
      // An interrupted stream may end as if it were complete.
      throwIfCancelled();
      return hasRows;
    } catch (IOException e) {
      throw cancelledOr(e);
    }
  }

  @Override
  public long bytesRead() {
    return rows().bytesRead();
  }

  @Override
  public void close() {
    closeAll();
  }

  @Override
  public void close(boolean closeReadSource) {
    closeAll();
  }

  @Override
  protected Schema readSchema() throws IOException {
    return rows().getVectorSchemaRoot().getSchema();
  }

  @Override
  protected void closeReadSource() {
    closeAll();
  }

  /** Stops the statement; its reader learns of it at the next batch. */
  void cancel() {
    isCancelled = true;
    DuckDBPreparedStatement current = statement;
    if (current == null) {
      return;
    }
    try {
      current.cancel();
    } catch (SQLException e) {
      // Closed meanwhile, which is what was wanted.
    }
  }

  /** Closes everything once, in the order opposite to opening; the first failure is thrown. */
  void closeAll() {
    session.ended(this);
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure = joined(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** From here on the streams own the readers, whether DuckDB scans them or not. */
  private Map<String, ArrowArrayStream> exported(Map<String, ArrowReader> tables) {
    Map<String, ArrowArrayStream> streams = new LinkedHashMap<>();
    Map<String, ArrowReader> waiting = new LinkedHashMap<>(tables);
    try {
      tables.forEach(
          (name, reader) -> {
            ArrowArrayStream stream = ArrowArrayStream.allocateNew(session.allocator());
            open.push(stream);
            Data.exportArrayStream(session.allocator(), reader, stream);
            open.push(stream::release);
            waiting.remove(name);
            streams.put(name, stream);
          });
      return streams;
    } catch (RuntimeException e) {
      waiting.values().forEach(open::push);
      throw e;
    }
  }

  @SuppressWarnings("MustBeClosed") // It is closed with the result.
  private DuckDBPreparedStatement prepare(Query query, Map<String, ArrowArrayStream> streams)
      throws SQLException {
    DuckDBConnection connection = session.newConnection();
    open.push(connection);
    streams.forEach(connection::registerArrowStream);
    DuckDBPreparedStatement prepared =
        connection.prepareStatement(query.sql()).unwrap(DuckDBPreparedStatement.class);
    statement = prepared;
    open.push(prepared);
    throwIfCancelled();
    return prepared;
  }

  private void run(Query query, Map<String, ArrowArrayStream> streams)
      throws SQLException, IOException {
    DuckDBPreparedStatement prepared = prepare(query, streams);
    DuckDBConnection connection = prepared.getConnection().unwrap(DuckDBConnection.class);
    DuckDBResultSet results = execute(connection, prepared, query.sql());
    open.push(results);
    ArrowReader raw =
        (ArrowReader) results.arrowExportStream(session.allocator(), query.batchRows());
    open.push(raw);
    ArrowReader plain = PlainArrowReader.of(raw, session.allocator());
    open.pop(); // The plain reader closes it.
    open.push(plain);
    rows = plain;
  }

  private DuckDBResultSet execute(
      DuckDBConnection connection, DuckDBPreparedStatement prepared, String sql)
      throws SQLException {
    try {
      return prepared.executeQuery().unwrap(DuckDBResultSet.class);
    } catch (SQLException e) {
      throwIfCancelled();
      String message = String.valueOf(e.getMessage());
      throw message.contains(REASON_LOST) ? reasonOf(connection, sql, e) : e;
    }
  }

  /** Runs the statement again through the driver's other door, which does tell the reason. */
  private static SQLException reasonOf(
      DuckDBConnection connection, String sql, SQLException reasonless) {
    try (DuckDBPreparedStatement again =
            connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
        DuckDBChunkedResult chunks = again.query()) {
      return new SQLException(
          "The statement failed once, and " + chunks.columnCount() + " columns came out of a retry",
          reasonless);
    } catch (SQLException e) {
      return e;
    }
  }

  private ArrowReader rows() {
    if (rows == null) {
      throw new IllegalStateException("The result is not running.");
    }
    return rows;
  }

  private void throwIfCancelled() {
    if (isCancelled || session.isCancelled()) {
      throw new FirnException(ErrorCode.CANCELLED, "The query was cancelled.");
    }
  }

  private FirnException cancelledOr(Exception failure) {
    return isCancelled || session.isCancelled()
        ? new FirnException(ErrorCode.CANCELLED, "The query was cancelled.", failure)
        : DuckDbErrors.translate(failure);
  }

  private RuntimeException closedAfter(RuntimeException failure) {
    try {
      closeAll();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static RuntimeException joined(@Nullable RuntimeException first, Exception next) {
    if (first != null) {
      first.addSuppressed(next);
      return first;
    }
    return next instanceof RuntimeException unchecked ? unchecked : DuckDbErrors.translate(next);
  }
}
