package dev.firn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a Java 17 is: Spark runs on it, not on the Java that Firn needs. */
final class Java17 {
  /** Folders whose children are Javas, and what their names hold; macOS keeps more below. */
  private static final List<String> USUAL_FOLDERS =
      List.of(
          "/usr/lib/jvm",
          "/usr/java",
          "/opt/java",
          "/opt",
          "~/.sdkman/candidates/java",
          "~/.jdks",
          "~/.local/share/mise/installs/java",
          "/Library/Java/JavaVirtualMachines",
          "/opt/homebrew/opt");

  private Java17() {}

  /** The program {@code java}. */
  static Path find() {
    return find(System.getenv(), folders());
  }

  static Path find(Map<String, String> environment, List<Path> folders) {
    for (String variable : List.of("JAVA17_HOME", "JAVA_HOME")) {
      String home = environment.getOrDefault(variable, "");
      if (!home.isEmpty() && isJava17(Path.of(home))) {
        return program(Path.of(home));
      }
    }
    for (Path folder : folders) {
      Optional<Path> home = findBelow(folder);
      if (home.isPresent()) {
        return program(home.get());
      }
    }
    throw new IllegalStateException(
        "Java 17 for Spark in tests: expected one in JAVA17_HOME='"
            + environment.getOrDefault("JAVA17_HOME", "")
            + "', JAVA_HOME or below "
            + folders
            + ", found none. Install it (on Debian and Ubuntu: openjdk-17-jre-headless) or set"
            + " JAVA17_HOME to its folder.");
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    for (String folder : USUAL_FOLDERS) {
      folders.add(Path.of(folder.replaceFirst("^~", System.getProperty("user.home"))));
    }
    return folders;
  }

  private static Optional<Path> findBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, "*17*")) {
      for (Path child : children) {
        for (Path home : List.of(child, child.resolve("Contents/Home"))) {
          if (isJava17(home)) {
            return Optional.of(home);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Java 17 for Spark in tests: " + folder, e);
    }
  }

  private static boolean isJava17(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(program(home))
          && Files.isReadable(release)
          && Files.readString(release).lines().anyMatch(Java17::isVersion17);
    } catch (IOException e) {
      throw new UncheckedIOException("Java 17 for Spark in tests: " + release, e);
    }
  }

  private static boolean isVersion17(String line) {
    return line.startsWith("JAVA_VERSION=\"17");
  }

  private static Path program(Path home) {
    return home.resolve("bin").resolve("java");
  }
}
