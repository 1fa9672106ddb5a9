package dev.firn.bench;

import dev.firn.parquet.ParquetSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file, which is not forced to disk. */
final class FileSink implements ParquetSink, AutoCloseable {
  private final FileChannel channel;
  private long offset;

  private FileSink(FileChannel channel) {
    this.channel = channel;
  }

  static FileSink create(Path file) throws IOException {
    return new FileSink(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      offset += channel.write(bytes);
    }
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
