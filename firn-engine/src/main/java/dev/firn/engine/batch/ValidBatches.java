package dev.firn.engine.batch;

import java.util.Optional;

/**
 * Batches that fit their table, pulled one after another from where they are.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: after an exception only {@link #close}.
 */
public interface ValidBatches extends AutoCloseable {
  /** The next batch, which is the caller's to close; empty at the end. One may have no rows. */
  Optional<ValidBatch> next();

  /** Gives back what reading takes; batches that were handed out stay their callers'. */
  @Override
  void close();
}
