package dev.firn.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** This module's Python scripts, which live in its jar. */
final class Scripts {
  private Scripts() {}

  /** Writes a script to a folder, where a Python can run it. */
  static Path write(String name, Path folder) throws IOException {
    try (InputStream stream = Scripts.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("Resource " + name + " is not on the class path.");
      }
      Path file = Files.createDirectories(folder).resolve(name);
      Files.write(file, stream.readAllBytes());
      return file;
    }
  }
}
