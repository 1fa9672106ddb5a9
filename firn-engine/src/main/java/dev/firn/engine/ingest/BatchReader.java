package dev.firn.engine.ingest;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.schema.SourceShape;
import java.util.Optional;

/**
 * The rows of one open source, batch by batch.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: a {@link dev.firn.engine.error.FirnException} that names the source; after it only
 * {@link #close}.
 */
public interface BatchReader extends AutoCloseable {
  /** The columns of every batch. */
  SourceShape shape();

  /**
   * The next rows, or nothing at the end. A batch must be closed before the next is asked for: both
   * may use the same root.
   */
  Optional<IncomingBatch> nextBatch();

  @Override
  void close();
}
