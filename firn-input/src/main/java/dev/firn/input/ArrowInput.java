package dev.firn.input;

import dev.firn.duckdb.arrow.PlainArrowReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Opens Arrow's file and stream formats, with compressed bodies or without. */
final class ArrowInput {
  private ArrowInput() {}

  /** A file in either format; its first bytes tell which. */
  static SourceReader open(InputFile file, BufferAllocator allocator) {
    Path path = file.path().orElseThrow();
    return SourceReader.guarded(
        file,
        () -> {
          FileChannel channel = SourceFile.open(file.name(), path);
          try {
            return reader(file, messages(file, channel, allocator), allocator);
          } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
          }
        });
  }

  /** What cannot be read from its end, as the standard input, so it must be a stream. */
  static SourceReader openStream(
      InputFile file, ReadableByteChannel input, BufferAllocator allocator) {
    IpcMessages messages = new IpcStream(input, allocator, Long.MAX_VALUE);
    return SourceReader.guarded(file, () -> reader(file, messages, allocator));
  }

  private static IpcMessages messages(
      InputFile file, FileChannel channel, BufferAllocator allocator) throws IOException {
    return ContentCheck.of(file.name(), channel).isArrowFile()
        ? new IpcFile(channel, allocator)
        : new IpcStream(channel, allocator, channel.size());
  }

  private static SourceReader reader(
      InputFile file, IpcMessages messages, BufferAllocator allocator) throws IOException {
    IpcReader raw = new IpcReader(messages, allocator);
    ArrowReader plain;
    try {
      plain = PlainArrowReader.of(raw, allocator);
    } catch (IOException | RuntimeException | Error e) {
      raw.close();
      throw e;
    }
    return SourceReader.of(file, plain, rowsRead -> raw.bytesRead(), allocator);
  }
}
