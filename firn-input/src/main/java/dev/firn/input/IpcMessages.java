package dev.firn.input;

import java.io.IOException;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** The messages of an Arrow input in the order in which they are to be read. */
sealed interface IpcMessages extends AutoCloseable permits IpcFile, IpcStream {
  /** The schema, which comes before all else; asked for once. */
  Schema schema() throws IOException;

  /** The next dictionary or record batch, or empty at the end. The caller closes it. */
  Optional<IpcMessage> next() throws IOException;

  /** Bytes read so far. */
  long bytesRead();

  @Override
  void close() throws IOException;
}
