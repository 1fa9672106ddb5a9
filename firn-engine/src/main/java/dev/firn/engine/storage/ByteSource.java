package dev.firn.engine.storage;

import java.nio.ByteBuffer;

/**
 * A published file, read at any offset.
 *
 * <p>Threads: safe; reads do not move a shared position.
 */
public interface ByteSource extends AutoCloseable {

  /** Bytes in the file. */
  long fileBytes();

  /**
   * Reads into the buffer from the given offset.
   *
   * @return bytes read, at least 1, or -1 at the end of the file
   */
  int read(long offset, ByteBuffer into);

  @Override
  void close();
}
