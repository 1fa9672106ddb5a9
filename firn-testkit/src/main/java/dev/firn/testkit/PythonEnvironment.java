package dev.firn.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Python of the checkout's own, with exactly the packages of {@code python-requirements.txt}:
 * made on first use below the root's {@code target/python}, made anew when that list changes,
 * shared by all modules' tests.
 *
 * <p>Threads: safe, also between processes; the first makes it, the others wait.
 *
 * <p>Failures: an {@link IllegalStateException} that says what is missing. A test that needs an
 * outside reader fails without one; it is never skipped.
 */
public final class PythonEnvironment {
  private static final String REQUIREMENTS = "/python-requirements.txt";
  private static final List<String> SCRIPTS =
      List.of(
          "summary.py",
          "read_with_pyiceberg_sqlcatalog.py",
          "read_with_pyiceberg_static.py",
          "read_with_duckdb_parquet.py",
          "read_with_duckdb_iceberg.py",
          "read_with_pyarrow.py",
          "write_with_pyiceberg.py");

  /** Some 150 MB of packages over a slow line. */
  private static final Duration MAKING_PATIENCE = Duration.ofMinutes(15);

  /** A script reads a few million rows at most. */
  private static final Duration RUN_PATIENCE = Duration.ofMinutes(3);

  private final Path parent;
  private final Path folder;

  private PythonEnvironment(Path parent, Path folder) {
    this.parent = parent;
    this.folder = folder;
  }

  /** The environment of this checkout, made if it is not there. */
  public static synchronized PythonEnvironment ofCheckout() {
    return of(Checkout.target("python"));
  }

  /**
   * Another environment of this checkout, with other packages.
   *
   * @param requirements a list as pip takes it
   */
  public static synchronized PythonEnvironment ofCheckout(String requirements) {
    return of(Checkout.target("python"), requirements.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The environment of this checkout with more packages.
   *
   * @param more a list as pip takes it
   */
  public static synchronized PythonEnvironment ofCheckoutWith(String more) {
    try {
      String usual = new String(resource(REQUIREMENTS), StandardCharsets.UTF_8);
      return ofCheckout(usual + "\n" + more);
    } catch (IOException e) {
      throw new UncheckedIOException("Python for tests", e);
    }
  }

  static PythonEnvironment of(Path parent) {
    try {
      return of(parent, resource(REQUIREMENTS));
    } catch (IOException e) {
      throw new UncheckedIOException("Python for tests: " + parent, e);
    }
  }

  private static PythonEnvironment of(Path parent, byte[] requirements) {
    try {
      Files.createDirectories(parent);
      try (FileChannel lockFile =
              FileChannel.open(
                  parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lockFile.lock()) {
        PythonEnvironment environment =
            new PythonEnvironment(parent, parent.resolve(hash(requirements)));
        if (lock.isValid()) {
          environment.makeIfMissing(requirements);
          environment.writeScripts();
        }
        return environment;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Python for tests: " + parent, e);
    }
  }

  /** Runs one of this module's scripts and returns its standard output, which is JSON. */
  public String run(OutsideReader reader, String... arguments) {
    return run(reader.script(), arguments);
  }

  /** Runs one of this module's scripts by name. */
  public String run(String script, String... arguments) {
    return run(folder.resolve("scripts").resolve(script), arguments);
  }

  /** Runs a script of the caller's own, with this environment's packages. */
  public String run(Path script, String... arguments) {
    return run(RUN_PATIENCE, script, arguments);
  }

  /** The same for a script that may take longer than those of tests. */
  public String run(Duration patience, Path script, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(python().toString());
    // Only what was pinned: no PYTHONPATH, no packages of the user, no byte code left behind.
    command.addAll(List.of("-E", "-s", "-B", script.toString()));
    command.addAll(List.of(arguments));
    return new ProgramRun(command, folder).run(patience);
  }

  /** Runs a program that one of the packages brings, and returns its standard output. */
  public String runProgram(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProgramRun(command, folder).run(RUN_PATIENCE);
  }

  /** The interpreter. */
  public Path python() {
    return folder.resolve("bin").resolve("python");
  }

  private void makeIfMissing(byte[] requirements) throws IOException {
    Path done = folder.resolve("complete");
    if (Files.exists(done)) {
      return;
    }
    delete(folder);
    makeVenv();
    Path list = folder.resolve("requirements.txt");
    Files.write(list, requirements);
    List<String> install =
        List.of(
            python().toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--requirement",
            list.toString());
    new ProgramRun(install, folder).run(MAKING_PATIENCE);
    Files.createFile(done);
  }

  private void makeVenv() {
    try {
      List<String> command = List.of("python3", "-m", "venv", folder.toString());
      new ProgramRun(command, parent).run(MAKING_PATIENCE);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "Python for tests: expected python3 with the venv module, found none that works."
              + " Install it (on Debian and Ubuntu: python3 and python3-venv). "
              + e.getMessage(),
          e);
    }
  }

  private void writeScripts() throws IOException {
    Path scripts = Files.createDirectories(folder.resolve("scripts"));
    for (String script : SCRIPTS) {
      byte[] content = resource("/dev/firn/testkit/" + script);
      Path file = scripts.resolve(script);
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
        Files.write(file, content);
      }
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = PythonEnvironment.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("Resource " + name + " is not on the class path.");
      }
      return stream.readAllBytes();
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256.", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
