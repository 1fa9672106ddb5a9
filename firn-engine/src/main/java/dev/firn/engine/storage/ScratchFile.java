package dev.firn.engine.storage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file of one process for what does not fit into its memory. It is gone when it is closed or when
 * its process ends, however it ends; nothing of it is ever made durable.
 *
 * <p>Threads: one writer at a time; reads are safe beside it.
 */
public interface ScratchFile extends ByteSource {

  /** Appends all remaining bytes of the buffers, in their order. */
  void append(List<ByteBuffer> buffers);
}
