package dev.firn.engine.storage;

import java.nio.ByteBuffer;

/**
 * A file being written, with two endings: {@link #publish}, and {@link #close} without it, which
 * throws the bytes away. So an exception halfway can never make a broken file visible.
 *
 * <p>Threads: one writer at a time.
 */
public interface ByteSink extends AutoCloseable {

  /** The name the file will have. */
  String location();

  /** Bytes written so far. */
  long offset();

  /** Appends all remaining bytes of the buffer, direct or on the heap. */
  void write(ByteBuffer bytes);

  /** Makes the bytes durable and gives the file its name. Nothing can be written afterwards. */
  void publish();

  /** Throws the bytes away unless they were published. */
  @Override
  void close();
}
