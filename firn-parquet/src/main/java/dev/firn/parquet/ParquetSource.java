package dev.firn.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A finished file that can be read at any offset, for footers and checks. */
public interface ParquetSource {
  /** The length of the whole file. */
  long fileBytes();

  /**
   * Fills all remaining bytes of the buffer from this offset on.
   *
   * @throws IOException if storage failed or the file ends before the buffer is full
   */
  void read(long offset, ByteBuffer into) throws IOException;
}
