package dev.firn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something that is drawn as an SVG image. */
interface Plot {
  /**
   * The image.
   *
   * @throws IllegalStateException if there is nothing to draw
   */
  String toSvg();

  /** Writes the image; the folder is made if it is missing. */
  default void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, toSvg());
  }
}
