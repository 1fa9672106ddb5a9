package dev.firn.engine.verify;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/**
 * Reads the values of a finished data file back, by other code than that which wrote them. A port:
 * the engine has no reader of its own, whoever opens it brings one.
 *
 * <p>Threads: safe; each reader that is opened has one caller.
 */
@FunctionalInterface
public interface ValueReader {
  /**
   * Opens a file's rows, all of them and in their order in the file: deletes are not applied, and
   * no value is taken from the file's partition.
   *
   * @param table whose schema the batches have, in {@link
   *     dev.firn.engine.schema.ArrowMapping#toArrow}'s form
   * @param allocator of all buffers; stays the caller's
   * @return owned by the caller, who closes it; {@link dev.firn.engine.error.ErrorCode#CORRUPT} if
   *     the file cannot be read, when it is opened or by a later batch
   */
  ArrowReader open(Table table, DataFile file, BufferAllocator allocator);
}
