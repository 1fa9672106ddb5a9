package dev.firn.input;

import java.util.OptionalLong;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * An open input: its rows as plain Arrow, and how far they have been read. Closing it closes the
 * reader, and closing the reader is enough.
 *
 * <p>Threads: the reader belongs to one; progress may be asked from any.
 */
public final class InputSource implements AutoCloseable {
  private final InputFile file;
  private final SourceReader reader;

  InputSource(InputFile file, SourceReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** As in {@link InputFile#name}. */
  public String name() {
    return file.name();
  }

  /** The format it is read as. */
  public InputFormat format() {
    return file.format();
  }

  /** Bytes of the input in all; empty where only its end will tell. */
  public OptionalLong bytesTotal() {
    return file.bytes();
  }

  /** Bytes of the input behind the rows handed out so far. */
  public long bytesRead() {
    return reader.bytesRead();
  }

  /** Rows handed out so far. */
  public long rowsRead() {
    return reader.rowsRead();
  }

  /**
   * The rows. Its failures are {@link dev.firn.engine.error.FirnException}s that name the input.
   */
  public ArrowReader reader() {
    return reader;
  }

  @Override
  public void close() {
    reader.close();
  }
}
