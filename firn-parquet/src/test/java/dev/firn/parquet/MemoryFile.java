package dev.firn.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file on the heap, written and then read. */
final class MemoryFile implements ParquetSink, ParquetSource {
  private byte[] bytes = new byte[1 << 12];
  private int byteCount;
  private int writesLeft = Integer.MAX_VALUE;

  static MemoryFile of(byte[] content) {
    MemoryFile file = new MemoryFile();
    file.bytes = content.clone();
    file.byteCount = content.length;
    return file;
  }

  /** Fails from the write after this many on. */
  static MemoryFile failingAfter(int writes) {
    MemoryFile file = new MemoryFile();
    file.writesLeft = writes;
    return file;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    if (writesLeft-- <= 0) {
      throw new IOException("The disk is full.");
    }
    int count = from.remaining();
    if (byteCount + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(byteCount + count, bytes.length * 2));
    }
    from.get(bytes, byteCount, count);
    byteCount += count;
  }

  @Override
  public long offset() {
    return byteCount;
  }

  @Override
  public long fileBytes() {
    return byteCount;
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    if (offset < 0 || offset + into.remaining() > byteCount) {
      throw new IOException("The file ends before offset " + (offset + into.remaining()) + ".");
    }
    into.put(bytes, (int) offset, into.remaining());
  }

  byte[] content() {
    return Arrays.copyOf(bytes, byteCount);
  }

  Path saveIn(Path folder) throws IOException {
    Path path = folder.resolve("file.parquet");
    return Files.write(path, content());
  }
}
