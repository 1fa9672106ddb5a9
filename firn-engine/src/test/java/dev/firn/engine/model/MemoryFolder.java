package dev.firn.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that is gone afterwards, in memory where the system has that: what a crash loses is for
 * FaultyStorage to say, and a real disk's syncs only take time.
 */
final class MemoryFolder implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private final Path path;

  private MemoryFolder(Path path) {
    this.path = path;
  }

  static MemoryFolder create() throws IOException {
    return new MemoryFolder(
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "firn-model")
            : Files.createTempDirectory("firn-model"));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
