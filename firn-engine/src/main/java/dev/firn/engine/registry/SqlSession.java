package dev.firn.engine.registry;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/**
 * One connection, used by one caller at a time. After any failure it is thrown away and the next
 * caller gets a fresh one, because its state is unknown. Nothing is retried here: whether a
 * statement may run twice is known only above.
 *
 * <p>Threads: safe, one at a time.
 */
final class SqlSession implements AutoCloseable {
  private static final int SQLITE_BUSY = 5;
  private static final int SQLITE_LOCKED = 6;

  private final DataSource source;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private @Nullable Jdbi jdbi;

  SqlSession(DataSource source) {
    this.source = source;
  }

  /** Work on a handle that gives a value. */
  interface Work<T> {
    T run(Handle handle);
  }

  /** Runs statements that each stand alone. */
  <T> T run(String purpose, Work<T> work) {
    lock.lock();
    try {
      return open().withHandle(work::run);
    } catch (RuntimeException | SQLException e) {
      throw failed(purpose, e);
    } finally {
      lock.unlock();
    }
  }

  /** Runs statements as one transaction, committed if the work returns. */
  <T> T transact(String purpose, Work<T> work) {
    lock.lock();
    try {
      return open().inTransaction(work::run);
    } catch (RuntimeException | SQLException e) {
      throw failed(purpose, e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      discard();
    } finally {
      lock.unlock();
    }
  }

  private Jdbi open() throws SQLException {
    Jdbi current = jdbi;
    if (current == null) {
      Connection opened = source.getConnection();
      connection = opened;
      current = Jdbi.create(opened);
      current
          .getConfig(SqlStatements.class)
          .setSqlParser(new NamedParameters())
          .setTemplateEngine(TemplateEngine.NOP);
      jdbi = current;
    }
    return current;
  }

  private FirnException failed(String purpose, Exception cause) {
    discard();
    if (cause instanceof FirnException known) {
      return known;
    }
    if (cause instanceof IllegalStateException wrong) {
      throw wrong;
    }
    if (isBusy(cause)) {
      return new FirnException(
          ErrorCode.BUSY,
          "Registry, "
              + purpose
              + ": expected its database to be free, found it locked by another"
              + " process for too long. Try again.",
          cause);
    }
    return new FirnException(
        ErrorCode.STORAGE, "Registry, " + purpose + " failed: " + rootMessage(cause), cause);
  }

  private void discard() {
    Connection old = connection;
    connection = null;
    jdbi = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        // Nothing is lost with it: what it had committed stays, the rest is rolled back.
        return;
      }
    }
  }

  private static boolean isBusy(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql
          && each.getClass().getName().startsWith("org.sqlite")
          && ((sql.getErrorCode() & 0xFF) == SQLITE_BUSY
              || (sql.getErrorCode() & 0xFF) == SQLITE_LOCKED)) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
