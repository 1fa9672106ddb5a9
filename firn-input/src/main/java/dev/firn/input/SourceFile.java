package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The only place of this module that touches the file system. Input files are foreign: they belong
 * to the user, are read only, and so do not go through the engine's storage.
 */
final class SourceFile {
  private SourceFile() {}

  /** What the path is, or empty if nothing is there. */
  static Optional<BasicFileAttributes> attributes(Path path, LinkOption... options) {
    try {
      return Optional.of(
          path.getFileSystem().provider().readAttributes(path, BasicFileAttributes.class, options));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A folder's entries, sorted by name. */
  static List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        folder.getFileSystem().provider().newDirectoryStream(folder, path -> true)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(folder.toString(), e);
    }
    entries.sort(Comparator.comparing(path -> String.valueOf(path.getFileName())));
    return entries;
  }

  /** Opens the file for reading. */
  static FileChannel open(String name, Path path) {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** Opens the file for reading from its start. */
  static InputStream openStream(String name, Path path) {
    return Channels.newInputStream(open(name, path));
  }

  /** The bytes at this offset, as many as there are and asked for. */
  static byte[] bytesAt(FileChannel channel, long offset, int byteCount) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(byteCount);
    long at = offset;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip();
    buffer.get(bytes);
    return bytes;
  }

  static FirnException unreadable(String name, Exception cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException missing -> "no such file";
          case AccessDeniedException denied -> "no permission to read it";
          default -> String.valueOf(cause.getMessage());
        };
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '" + name + "': expected a readable file, found: " + reason + ".",
        cause);
  }
}
