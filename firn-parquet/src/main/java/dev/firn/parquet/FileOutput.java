package dev.firn.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The sink with its offset and a checksum of everything written. */
final class FileOutput {
  private final ParquetSink sink;
  private final CRC32C checksum = new CRC32C();
  private long offset;

  FileOutput(ParquetSink sink) {
    this.sink = sink;
  }

  void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  void write(PageStore pages) throws IOException {
    for (int i = 0; i < pages.blockCount(); i++) {
      write(Memory.view(pages.blockAddress(i), pages.blockBytes(i)));
    }
  }

  void write(long address, int byteCount) throws IOException {
    write(Memory.view(address, byteCount));
  }

  /** Where the next byte goes. */
  long offset() {
    return offset;
  }

  /** The CRC32C of all bytes so far. */
  long checksum() {
    return checksum.getValue();
  }

  private void write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    checksum.update(bytes.duplicate());
    sink.write(bytes);
    offset += count;
    if (bytes.hasRemaining() || sink.offset() != offset) {
      throw new IllegalStateException(
          "Sink: expected offset "
              + offset
              + " after "
              + count
              + " bytes, found "
              + sink.offset()
              + " with "
              + bytes.remaining()
              + " bytes left.");
    }
  }
}
