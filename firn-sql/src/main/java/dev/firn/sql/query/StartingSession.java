package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Firn;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The session that will run a query, started while the query is planned: each of the two takes tens
 * of milliseconds.
 *
 * <p>Threads: one, beside the one that starts the session.
 */
final class StartingSession implements AutoCloseable {
  private final Future<DuckDbSession.Unlocked> starting;
  private boolean isTaken;

  private StartingSession(Future<DuckDbSession.Unlocked> starting) {
    this.starting = starting;
  }

  static StartingSession of(Firn firn, DuckDbSettings settings) {
    // What the work needs is made here, so that it cannot be waiting for the caller.
    MemoryBudget budget = firn.budget();
    return new StartingSession(firn.inBackground(() -> DuckDbSession.start(settings, budget)));
  }

  /** The session, which can read these files; it is the caller's then. */
  DuckDbSession lock(List<Path> files) {
    isTaken = true;
    return await().lock(files);
  }

  /** Gives the session up, unless it was taken. */
  @Override
  public void close() {
    if (!isTaken) {
      isTaken = true;
      await().close();
    }
  }

  private DuckDbSession.Unlocked await() {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return starting.get();
        } catch (InterruptedException e) {
          // It takes a moment, and left alone it would keep its memory.
          wasInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof FirnException known
          ? known
          : new FirnException(
              ErrorCode.INTERNAL, "Query: expected DuckDB to start, found: " + e.getCause(), e);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
