package dev.firn.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of one file go, in order. The writer neither opens nor closes it: whoever made it
 * publishes or discards it.
 *
 * <p>Threads: called by one thread at a time, the one that calls the {@link ParquetWriter}.
 */
public interface ParquetSink {
  /**
   * Appends all remaining bytes of the buffer, direct or on the heap, and leaves none remaining.
   * The buffer is reused afterwards and must not be kept.
   *
   * @throws IOException if storage failed; the writer refuses any further use
   */
  void write(ByteBuffer bytes) throws IOException;

  /** How many bytes were written so far: the offset of the next one. */
  long offset();
}
