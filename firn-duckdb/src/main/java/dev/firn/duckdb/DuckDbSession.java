package dev.firn.duckdb;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Reservation;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;

/**
 * One in-memory DuckDB that can read the given files and nothing else: no other file, no network,
 * no extension, no change of a setting, not even by SQL that a user wrote. Its memory limit is a
 * reservation of the process's budget; results come out as plain Arrow (see {@link
 * dev.firn.duckdb.arrow.PlainArrowReader}), batch by batch, never whole.
 *
 * <p>Threads: safe for many. Each result runs on a connection of its own, because DuckDB ends a
 * streaming result when its connection starts another statement; a result itself belongs to one
 * thread at a time. {@link #cancel} may come from any thread.
 *
 * <p>Failures: DuckDB's are {@link FirnException}s with {@link ErrorCode#QUERY}, {@link
 * ErrorCode#SYNTAX}, {@link ErrorCode#MEMORY} or {@link ErrorCode#CANCELLED}. Closing the session
 * closes results that are still open.
 */
public final class DuckDbSession implements AutoCloseable {
  private final DuckDBConnection root;
  private final BufferAllocator allocator;
  private final Reservation memory;
  private final Set<DuckDbResult> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isCancelled;

  private DuckDbSession(DuckDBConnection root, BufferAllocator allocator, Reservation memory) {
    this.root = root;
    this.allocator = allocator;
    this.memory = memory;
  }

  /** Takes the memory from the budget, starts DuckDB and locks it. */
  public static DuckDbSession open(DuckDbSettings settings, MemoryBudget budget) {
    return start(settings, budget).lock(settings.readableFiles());
  }

  /**
   * Takes the memory from the budget and starts DuckDB, which takes longer than all else here; so
   * it can be done before it is known which files are to be read.
   */
  @SuppressWarnings("MustBeClosed") // The session closes both.
  public static Unlocked start(DuckDbSettings settings, MemoryBudget budget) {
    Reservation memory =
        budget.reserve("DuckDB", settings.memoryBytes(), settings.memoryPatience());
    try {
      DuckDBConnection root =
          DriverManager.getConnection("jdbc:duckdb:", properties(settings))
              .unwrap(DuckDBConnection.class);
      return new Unlocked(settings, new DuckDbSession(root, budget.arrowRoot(), memory));
    } catch (SQLException e) {
      memory.close();
      throw DuckDbErrors.translate(e);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** A DuckDB that could still read anything, and so runs nothing. */
  public static final class Unlocked implements AutoCloseable {
    private final DuckDbSettings settings;
    private final DuckDbSession session;

    private Unlocked(DuckDbSettings settings, DuckDbSession session) {
      this.settings = settings;
      this.session = session;
    }

    /** The session, which from now on can read these files; closed if that fails. */
    public DuckDbSession lock(Collection<Path> files) {
      try {
        session.lock(settings, files);
        return session;
      } catch (RuntimeException | Error e) {
        try (session) {
          throw e;
        }
      }
    }

    /** Gives up a session that was not locked. */
    @Override
    public void close() {
      session.close();
    }
  }

  /** Runs a statement that returns no rows, such as {@code CREATE VIEW}; all results see it. */
  public void execute(String sql) {
    throwIfCancelled();
    try (Statement statement = root.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw DuckDbErrors.translate(e);
    }
  }

  /**
   * Runs a statement that returns no rows and reads an Arrow stream, such as {@code CREATE TABLE …
   * AS FROM s}. It can be cancelled, as a query can.
   *
   * @param name what the statement calls the stream, which it may scan once
   * @param stream handed over: closed here
   */
  public void execute(String sql, String name, ArrowReader stream) {
    try (DuckDbResult done =
        DuckDbResult.executed(this, new DuckDbResult.Query(sql, Map.of(name, stream), 1))) {
      if (isCancelled) {
        done.cancel();
      }
    }
    throwIfCancelled();
  }

  /**
   * Starts a query.
   *
   * @param batchRows rows of every batch but the last
   * @return the rows; its allocator is the budget's, its owner the caller, who closes it
   */
  public ArrowReader query(String sql, int batchRows) {
    return query(sql, Map.of(), batchRows);
  }

  /**
   * Starts a query that may also read Arrow streams under the given table names. A stream can be
   * scanned once, so each may stand in the statement once.
   *
   * @param tables handed over: closed with the result, and also when starting fails
   */
  public ArrowReader query(String sql, Map<String, ArrowReader> tables, int batchRows) {
    DuckDbResult result = DuckDbResult.start(this, new DuckDbResult.Query(sql, tables, batchRows));
    if (isCancelled) {
      result.cancel();
    }
    return result;
  }

  /** Stops every statement of this session, running or to come, with {@code CANCELLED}. */
  public void cancel() {
    isCancelled = true;
    running.forEach(DuckDbResult::cancel);
  }

  @Override
  public void close() {
    try (memory;
        root) {
      RuntimeException failure = null;
      for (DuckDbResult result : List.copyOf(running)) {
        try {
          result.closeAll();
        } catch (RuntimeException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    } catch (SQLException e) {
      throw DuckDbErrors.translate(e);
    }
  }

  BufferAllocator allocator() {
    return allocator;
  }

  @SuppressWarnings("MustBeClosed") // The result closes it.
  DuckDBConnection newConnection() throws SQLException {
    throwIfCancelled();
    return root.duplicate();
  }

  void started(DuckDbResult result) {
    running.add(result);
  }

  void ended(DuckDbResult result) {
    running.remove(result);
  }

  boolean isCancelled() {
    return isCancelled;
  }

  void throwIfCancelled() {
    if (isCancelled) {
      throw new FirnException(ErrorCode.CANCELLED, "The query was cancelled.");
    }
  }

  private void lock(DuckDbSettings settings, Collection<Path> files) {
    try (Statement statement = root.createStatement()) {
      statement.execute("SET GLOBAL TimeZone = 'UTC'");
      // Otherwise a blob column that a GeoParquet footer names changes its type.
      statement.execute("SET GLOBAL enable_geoparquet_conversion = false");
      if (!settings.optimizers().isEmpty()) {
        String others = otherOptimizers(statement, settings.optimizers());
        statement.execute("SET disabled_optimizers = " + DuckDbSql.literal(others));
      }
      statement.execute("SET allowed_paths = " + absolute(files));
      statement.execute("SET allowed_directories = " + absolute(settings.readableFolders()));
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
    } catch (SQLException e) {
      throw DuckDbErrors.translate(e);
    }
  }

  private static String otherOptimizers(Statement statement, Set<String> kept) throws SQLException {
    List<String> others = new ArrayList<>();
    try (ResultSet names = statement.executeQuery("SELECT name FROM duckdb_optimizers()")) {
      while (names.next()) {
        String name = names.getString(1);
        if (!kept.contains(name)) {
          others.add(name);
        }
      }
    }
    return String.join(",", others);
  }

  private static Properties properties(DuckDbSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", settings.memoryBytes() + "B");
    properties.setProperty("threads", Integer.toString(settings.threadCount()));
    String spill =
        settings.spillFolders().stream().map(DuckDbSession::absolute).findFirst().orElse("");
    properties.setProperty("temp_directory", spill);
    // Without it a result is held whole before its first row can be read.
    properties.setProperty("jdbc_stream_results", "true");
    // Tells UUID, HUGEINT and BIT apart from text, numbers and blobs; see PlainArrowReader.
    properties.setProperty("arrow_lossless_conversion", "true");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("allow_community_extensions", "false");
    properties.setProperty("allow_persistent_secrets", "false");
    // A second copy of bytes that are read once.
    properties.setProperty("enable_external_file_cache", "false");
    return properties;
  }

  private static String absolute(Collection<Path> paths) {
    return DuckDbSql.literals(paths.stream().map(DuckDbSession::absolute).toList());
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
