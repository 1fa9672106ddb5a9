package dev.firn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program of the folder {@code rust-writer}, built where it is needed. */
final class RustProgram {
  private RustProgram() {}

  /**
   * Builds it, for this machine's processor, unless it is there and up to date.
   *
   * @param root of the checkout
   * @throws IllegalStateException if there is no cargo, or it fails
   */
  static Path build(Path root) throws IOException {
    Path target = root.resolve("firn-bench/target/rust-writer").toAbsolutePath();
    Path log = Files.createDirectories(target).resolve("build.log");
    ProcessBuilder cargo =
        new ProcessBuilder(List.of("cargo", "build", "--release", "--locked", "--quiet"))
            .directory(root.resolve("firn-bench/rust-writer").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    cargo.environment().put("CARGO_TARGET_DIR", target.toString());
    cargo.environment().put("RUSTFLAGS", "-C target-cpu=native");
    Process process;
    try {
      process = cargo.start();
    } catch (IOException e) {
      throw new IllegalStateException("left out: no cargo that starts (" + e.getMessage() + ")", e);
    }
    int exitCode = process.onExit().join().exitValue();
    if (exitCode != 0) {
      throw new IllegalStateException(
          "left out: cargo ended with " + exitCode + ". It said: " + Files.readString(log).strip());
    }
    return target.resolve("release/rust-writer");
  }
}
