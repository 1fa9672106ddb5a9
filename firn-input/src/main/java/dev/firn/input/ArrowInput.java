package dev.firn.input;

import dev.firn.duckdb.arrow.PlainArrowReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

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
            boolean isFile = ContentCheck.of(file.name(), channel).isArrowFile();
            ArrowReader raw =
                isFile
                    ? new ArrowFile(channel, allocator)
                    : stream(channel, allocator, channel.size());
            return checked(file, raw, allocator);
          } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
          }
        });
  }

  /** The standard input, which cannot be read from its end, so it must be a stream. */
  static SourceReader openStream(InputFile file, InputStream input, BufferAllocator allocator) {
    ReadableByteChannel channel = Channels.newChannel(input);
    return SourceReader.guarded(
        file, () -> checked(file, stream(channel, allocator, Long.MAX_VALUE), allocator));
  }

  private static ArrowReader stream(
      ReadableByteChannel channel, BufferAllocator allocator, long inputBytes) {
    ArrowMessages messages = ArrowMessages.of(channel, allocator, inputBytes);
    return new ArrowStreamReader(messages, allocator, CommonsCompressionFactory.INSTANCE);
  }

  private static SourceReader checked(InputFile file, ArrowReader raw, BufferAllocator allocator)
      throws IOException {
    try {
      if (raw instanceof ArrowFile arrowFile) {
        arrowFile.start();
      }
      ArrowReader plain = PlainArrowReader.of(new CheckedReader(raw, allocator), allocator);
      return SourceReader.of(file, plain, rowsRead -> raw.bytesRead(), allocator);
    } catch (IOException | RuntimeException | Error e) {
      raw.close();
      throw e;
    }
  }
}
