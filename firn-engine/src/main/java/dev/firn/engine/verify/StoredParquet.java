package dev.firn.engine.verify;

import dev.firn.engine.storage.ByteSource;
import dev.firn.parquet.ParquetSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A Parquet file in storage, for reading its footer and checking its pages. */
public record StoredParquet(ByteSource bytes) implements ParquetSource {
  @Override
  public long fileBytes() {
    return bytes.fileBytes();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int count = bytes.read(at, into);
      if (count < 0) {
        throw new EOFException("The file ends at offset " + at + ".");
      }
      at += count;
    }
  }
}
