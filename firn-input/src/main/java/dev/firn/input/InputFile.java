package dev.firn.input;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One input that was found: a file, or the standard input. Nothing is open yet. */
public final class InputFile {
  private final String name;
  private final InputFormat format;
  private final @Nullable Path path;
  private final long bytes;
  private final boolean isRegular;

  private InputFile(
      String name, InputFormat format, @Nullable Path path, long bytes, boolean isRegular) {
    this.name = name;
    this.format = format;
    this.path = path;
    this.bytes = bytes;
    this.isRegular = isRegular;
  }

  static InputFile of(String name, InputFormat format, Path path, BasicFileAttributes attributes) {
    return new InputFile(name, format, path, attributes.size(), attributes.isRegularFile());
  }

  static InputFile ofStandardInput(InputFormat format) {
    return new InputFile("-", format, null, -1, false);
  }

  /** As the user named it, or as a glob found it; for messages and violations. */
  public String name() {
    return name;
  }

  /** The format it is read as. */
  public InputFormat format() {
    return format;
  }

  /** Its length; empty for the standard input. */
  public OptionalLong bytes() {
    return path == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /** Whether it can be opened once more; a pipe cannot. */
  public boolean canBeReadAgain() {
    return isRegular;
  }

  /** Where it is; empty for the standard input. */
  Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  @Override
  public String toString() {
    return name;
  }
}
