package dev.firn.engine.registry;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The registry database and its parts.
 *
 * <p>Durability: on SQLite, write-ahead logging with {@code synchronous=FULL}: a committed
 * transaction is on disk. Threads: safe. Failures: {@link ErrorCode#STORAGE}, or {@link
 * ErrorCode#BUSY} if another process held the database for too long.
 */
public final class Registry implements AutoCloseable {
  /** The newest migration; a database that has it needs no Flyway, which takes long to start. */
  static final String SCHEMA_VERSION = "3";

  /** Long enough to look into last quarter's incident. */
  private static final Duration HISTORY = Duration.ofDays(90);

  private static final String SQLITE = "jdbc:sqlite:";

  private static final String MIGRATIONS = "classpath:dev/firn/engine/registry/migration";

  /** Longer than any other process's transaction; commits of four processes queue up behind it. */
  private static final int BUSY_MILLIS = 30_000;

  /** Making the tables takes about a second, so a minute says that the other process hangs. */
  private static final int MIGRATION_TRIES_MAX = 3_000;

  private static final long MIGRATION_POLL_NANOS = 20_000_000;

  private final SqlSession session;
  private final CatalogPointer pointer;

  private Registry(SqlSession session) {
    this.session = session;
    this.pointer = new JdbcCatalogPointer(session);
  }

  /**
   * Opens the database and brings its tables up to date if they are not.
   *
   * @param lockLocation a file whose lock lets one process at a time do the latter; Flyway has no
   *     lock of its own on SQLite
   */
  public static Registry open(DataSource source, Storage storage, String lockLocation) {
    Registry registry = new Registry(new SqlSession(source));
    try {
      if (!registry.isCurrent()) {
        try (StorageLock _ = waitForLock(storage, lockLocation)) {
          if (!registry.isCurrent()) {
            registry.close();
            migrate(source);
          }
        }
      }
      return registry;
    } catch (RuntimeException | Error e) {
      try (registry) {
        throw e;
      }
    }
  }

  /**
   * A source of connections to the given JDBC URL.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} for Postgres, {@link
   *     ErrorCode#CONFIGURATION} for a database Firn does not know; neither names the URL, which
   *     may hold a password
   */
  public static DataSource dataSource(String jdbcUrl) {
    return dataSource(jdbcUrl, BUSY_MILLIS);
  }

  static DataSource dataSource(String jdbcUrl, int busyMillis) {
    if (jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Catalog: expected jdbc:sqlite:<file>, found a Postgres database, which this version does"
              + " not use yet. Use an SQLite file on a local disk.");
    }
    if (!jdbcUrl.startsWith(SQLITE)) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Catalog: expected jdbc:sqlite:<file>, found another kind of database.");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(busyMillis);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(jdbcUrl);
    return source;
  }

  /** The folder of an SQLite database's file; empty for what is not named by an absolute path. */
  public static Optional<Path> folderOf(String jdbcUrl) {
    if (!jdbcUrl.startsWith(SQLITE + "/")) {
      return Optional.empty();
    }
    return Optional.ofNullable(Path.of(jdbcUrl.substring(SQLITE.length())).getParent());
  }

  /** Tables' current metadata files. */
  public CatalogPointer pointer() {
    return pointer;
  }

  /** Names of tables and namespaces. */
  public CatalogTables tables() {
    return new CatalogTables(session);
  }

  /** Processes that write. */
  public Owners owners() {
    return new Owners(session);
  }

  /** Files no snapshot vouches for. */
  public UnsettledFiles unsettledFiles() {
    return new UnsettledFiles(session);
  }

  /** What the files are to be that tables are made of beside data files. */
  public Checksums checksums() {
    return new Checksums(session);
  }

  /** How files ended. */
  public FileHistory fileHistory() {
    return new FileHistory(session);
  }

  /** What became of each column in each load. */
  public CompressionHistory compressionHistory() {
    return new CompressionHistory(session);
  }

  /** Callers' names for their loads. */
  public IdempotencyKeys idempotencyKeys() {
    return new IdempotencyKeys(session, pointer);
  }

  /** Logs of tables. */
  public Logs logs() {
    return new Logs(session);
  }

  /** What was loaded. */
  public LoadHistory loads() {
    return new LoadHistory(session);
  }

  /**
   * Forgets outcomes, loads, ends of files and figures of columns of more than 90 days ago that
   * nothing refers to any more, and of the latter two those beyond the last 100,000.
   */
  public void prune(Instant now) {
    long before = now.minus(HISTORY).toEpochMilli();
    session.transact(
        "pruning its history",
        handle -> {
          int loads =
              handle
                  .createUpdate("DELETE FROM firn_loads WHERE finished_at < :before")
                  .bind("before", before)
                  .execute();
          int commits =
              handle
                  .createUpdate(
                      "DELETE FROM firn_commits WHERE settled_at < :before"
                          + " AND commit_id NOT IN (SELECT commit_id FROM firn_unsettled_files)"
                          + " AND commit_id NOT IN (SELECT commit_id FROM firn_idempotency_keys)")
                  .bind("before", before)
                  .execute();
          return loads
              + commits
              + FileHistory.prune(handle, before)
              + CompressionHistory.prune(handle, before);
        });
  }

  @Override
  public void close() {
    session.close();
  }

  @SuppressWarnings("MustBeClosedChecker")
  private static StorageLock waitForLock(Storage storage, String lockLocation) {
    for (int tries = 0; tries < MIGRATION_TRIES_MAX; tries++) {
      Optional<StorageLock> lock = storage.tryLock(lockLocation);
      if (lock.isPresent()) {
        return lock.get();
      }
      LockSupport.parkNanos(MIGRATION_POLL_NANOS);
    }
    throw new FirnException(
        ErrorCode.BUSY,
        "Registry: expected the lock '"
            + lockLocation
            + "' to be free, found another process"
            + " holding it for over a minute. Try again.");
  }

  private boolean isCurrent() {
    return session.run("reading its version", Registry::hasCurrentVersion);
  }

  private static boolean hasCurrentVersion(Handle handle) {
    boolean hasHistory = false;
    try (var tables =
        handle.getConnection().getMetaData().getTables(null, null, "flyway_%", null)) {
      while (tables.next()) {
        hasHistory |= "flyway_schema_history".equalsIgnoreCase(tables.getString("TABLE_NAME"));
      }
    } catch (SQLException e) {
      throw new FirnException(ErrorCode.STORAGE, "Registry: reading its tables failed.", e);
    }
    return hasHistory
        && handle
            .createQuery(
                "SELECT version FROM flyway_schema_history WHERE success = TRUE"
                    + " AND version IS NOT NULL ORDER BY installed_rank DESC")
            .mapTo(String.class)
            .findFirst()
            .map(Registry::isKnown)
            .orElse(false);
  }

  /** Whether a database is at this version; one that is ahead belongs to a newer Firn. */
  private static boolean isKnown(String version) {
    if (Integer.parseInt(version) > Integer.parseInt(SCHEMA_VERSION)) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Registry: expected its tables at version "
              + SCHEMA_VERSION
              + " or older, found "
              + version
              + ". Use the newer Firn that made them.");
    }
    return version.equals(SCHEMA_VERSION);
  }

  /** PyIceberg's catalog tables lack the column that tells tables from views. */
  private static void completeForeignCatalog(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        ResultSet columns =
            connection.getMetaData().getColumns(null, null, "iceberg_tables", null)) {
      boolean exists = false;
      boolean hasType = false;
      while (columns.next()) {
        exists = true;
        hasType |= "iceberg_type".equalsIgnoreCase(columns.getString("COLUMN_NAME"));
      }
      if (exists && !hasType) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("ALTER TABLE iceberg_tables ADD COLUMN iceberg_type VARCHAR(5)");
        }
      }
    }
  }

  private static void migrate(DataSource source) {
    try {
      completeForeignCatalog(source);
      Flyway.configure(Registry.class.getClassLoader())
          .dataSource(source)
          .locations(MIGRATIONS)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (SQLException | RuntimeException e) {
      throw new FirnException(
          ErrorCode.STORAGE, "Registry: making its tables failed: " + e.getMessage(), e);
    }
  }
}
