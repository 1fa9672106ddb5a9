package dev.firn.engine.ingest;

import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * One input of a load: a file, a stream, a query.
 *
 * <p>The reader's buffers must come from the engine's allocator, so that they count against the
 * memory budget.
 */
public interface LoadSource {

  /** What the user calls it; violations name it. */
  String name();

  /** Opens it; the load closes the reader. Called once, when its turn comes. */
  ArrowReader open();
}
