package dev.firn.engine.storage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file that grows at its end and is durable up to the last {@link #sync}. It has no name until
 * {@link #publish}; unlike a {@link ByteSink} it goes on growing afterwards.
 *
 * <p>Threads: one writer at a time.
 *
 * <p>Failures: after a failed {@link #write} or {@link #sync} what lies above the last sync is
 * unknown; nothing more may be written to this file.
 */
public interface AppendFile extends AutoCloseable {

  /** The name it has or will have. */
  String location();

  /** Bytes written so far, without what was only set aside. */
  long writtenBytes();

  /**
   * Sets disk space aside behind what was written, so that later writes need not grow the file.
   * Reads there give zeros.
   *
   * @param bytes the file's length, written or not
   */
  void preallocate(long bytes);

  /** Appends all remaining bytes of the buffers, in their order, without copying them together. */
  void write(List<ByteBuffer> buffers);

  /** Makes everything written so far durable. */
  void sync();

  /**
   * Makes the bytes durable and gives the file its name, which is durable only after its folder.
   */
  void publish();

  /**
   * Cuts the file at an offset, durably: set-aside space too.
   *
   * @param bytes what stays, at most {@link #writtenBytes}
   */
  void truncate(long bytes);

  /** Lets go of the file; its bytes are thrown away if it never got its name. */
  @Override
  void close();
}
