package dev.firn.engine;

import dev.firn.engine.log.FrameCompression;
import java.nio.file.Path;

/**
 * What the logs in front of tables need to know.
 *
 * @param folder folder of all logs; on a local disk, also where the warehouse is elsewhere
 * @param pendingBytesMax bytes that all logs together may hold on disk
 * @param batchRowsMax rows of the batches that single rows are put into
 * @param batchBytesMax bytes of those batches; whichever comes first ends one
 * @param compression how frames' bodies are stored
 */
public record LogConfig(
    Path folder,
    long pendingBytesMax,
    int batchRowsMax,
    long batchBytesMax,
    FrameCompression compression) {
  private static final long PENDING_BYTES_MAX_DEFAULT = 10_000_000_000L;
  private static final int BATCH_ROWS_MAX_DEFAULT = 10_000;
  private static final long BATCH_BYTES_MAX_DEFAULT = 16_000_000;

  /** The embedded defaults. */
  static LogConfig of(Path folder) {
    return new LogConfig(
        folder,
        PENDING_BYTES_MAX_DEFAULT,
        BATCH_ROWS_MAX_DEFAULT,
        BATCH_BYTES_MAX_DEFAULT,
        FrameCompression.NONE);
  }

  /** The same with another limit of what waits on disk. */
  public LogConfig withPendingBytesMax(long bytes) {
    return new LogConfig(folder, bytes, batchRowsMax, batchBytesMax, compression);
  }

  /** The same with another folder. */
  public LogConfig withFolder(Path other) {
    return new LogConfig(
        other.toAbsolutePath().normalize(),
        pendingBytesMax,
        batchRowsMax,
        batchBytesMax,
        compression);
  }

  /** The same with batches of other sizes. */
  public LogConfig withBatches(int rowsMax, long bytesMax) {
    return new LogConfig(folder, pendingBytesMax, rowsMax, bytesMax, compression);
  }

  /** The same with frames stored otherwise. */
  public LogConfig withCompression(FrameCompression other) {
    return new LogConfig(folder, pendingBytesMax, batchRowsMax, batchBytesMax, other);
  }
}
