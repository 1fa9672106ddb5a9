package dev.firn.engine.registry;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
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
  static final String SCHEMA_VERSION = "1";

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
    SqlSession session = new SqlSession(source);
    Registry registry = new Registry(session);
    if (!registry.isCurrent()) {
      try (StorageLock _ = waitForLock(storage, lockLocation)) {
        if (!registry.isCurrent()) {
          session.close();
          migrate(source);
        }
      }
    }
    return registry;
  }

  /**
   * A source of connections to the given JDBC URL.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a database Firn does not know
   */
  public static DataSource dataSource(String jdbcUrl) {
    return dataSource(jdbcUrl, BUSY_MILLIS);
  }

  static DataSource dataSource(String jdbcUrl, int busyMillis) {
    if (!jdbcUrl.startsWith("jdbc:sqlite:")) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Catalog '" + jdbcUrl + "': expected jdbc:sqlite:<file>, found another kind.");
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

  /** Callers' names for their loads. */
  public IdempotencyKeys idempotencyKeys() {
    return new IdempotencyKeys(session, pointer);
  }

  /** What was loaded. */
  public LoadHistory loads() {
    return new LoadHistory(session);
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
    try (var tables = handle.getConnection().getMetaData().getTables(null, null, null, null)) {
      while (tables.next()) {
        hasHistory |= "flyway_schema_history".equalsIgnoreCase(tables.getString("TABLE_NAME"));
      }
    } catch (java.sql.SQLException e) {
      throw new FirnException(ErrorCode.STORAGE, "Registry: reading its tables failed.", e);
    }
    return hasHistory
        && handle
            .createQuery(
                "SELECT 1 FROM flyway_schema_history WHERE version = :version AND success = TRUE")
            .bind("version", SCHEMA_VERSION)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
  }

  private static void migrate(DataSource source) {
    try {
      Flyway.configure(Registry.class.getClassLoader())
          .dataSource(source)
          .locations(MIGRATIONS)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (RuntimeException e) {
      throw new FirnException(
          ErrorCode.STORAGE, "Registry: making its tables failed: " + e.getMessage(), e);
    }
  }
}
