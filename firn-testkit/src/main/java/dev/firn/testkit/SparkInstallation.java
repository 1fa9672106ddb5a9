package dev.firn.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Spark with Iceberg's runtime, as Maven finds it for {@code spark/pom.xml}: its jars stay in
 * Maven's local repository, and below the root's {@code target/spark} stand the list of them and
 * the compiled {@code SparkStatements}.
 *
 * <p>Threads: safe, also between processes; the first makes it, the others wait.
 *
 * <p>Failures: an {@link IllegalStateException} that says what is missing.
 */
final class SparkInstallation {
  private static final String RESOURCES = "/spark/";

  /** Some 270 MB of jars over a slow line. */
  private static final Duration MAKING_PATIENCE = Duration.ofMinutes(15);

  private final Path folder;
  private final String jars;

  private SparkInstallation(Path folder, String jars) {
    this.folder = folder;
    this.jars = jars;
  }

  /** The installation of this checkout, made if it is not there. */
  static synchronized SparkInstallation ofCheckout() {
    Path folder = Checkout.target("spark");
    try {
      Files.createDirectories(folder);
      try (FileChannel lockFile =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lockFile.lock()) {
        return make(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Spark for tests: " + folder, e);
    }
  }

  /** What follows {@code -cp}: the program, its settings for logs, and all jars. */
  String classPath() {
    return folder.resolve("classes") + File.pathSeparator + folder + File.pathSeparator + jars;
  }

  private static SparkInstallation make(Path folder) throws IOException {
    Path list = folder.resolve("jars.txt");
    boolean isSame = true;
    for (String name : List.of("pom.xml", "log4j2.properties", "SparkStatements.java")) {
      isSame &= !isWritten(folder.resolve(name), resource(name));
    }
    if (!isSame || !areThere(list)) {
      Files.deleteIfExists(list);
      Path found = folder.resolve("jars.new");
      resolve(folder, found);
      compile(folder, Files.readString(found).strip());
      Files.move(found, list, StandardCopyOption.ATOMIC_MOVE);
    }
    return new SparkInstallation(folder, Files.readString(list).strip());
  }

  /** Maven's local repository may have been emptied since the list was made. */
  private static boolean areThere(Path list) throws IOException {
    return Files.exists(list)
        && Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(Files.readString(list).strip())
            .allMatch(jar -> Files.exists(Path.of(jar)));
  }

  private static void resolve(Path folder, Path list) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "--quiet",
                "--batch-mode",
                "--file",
                folder.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + list));
    // Surefire says where the build that runs the test keeps its jars.
    String repository = System.getProperty("localRepository", "");
    if (!repository.isEmpty()) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    // The checkout's .mvn/jvm.config is for the Java that runs the test.
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    try {
      new ProgramRun(command, environment, folder).run(MAKING_PATIENCE);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "Spark for tests: expected Maven (mvn on the PATH) to find its jars, found that it"
              + " cannot. "
              + e.getMessage(),
          e);
    }
  }

  private static void compile(Path folder, String jars) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "--release",
            "17",
            "-proc:none",
            "-cp",
            jars,
            "-d",
            Files.createDirectories(folder.resolve("classes")).toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean isCompiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(folder.resolve("SparkStatements.java")))
              .call();
      if (!isCompiled) {
        throw new IllegalStateException("SparkStatements.java does not compile:\n" + said);
      }
    }
  }

  /** Writes a file if it is not as it should be, and says whether it had to. */
  private static boolean isWritten(Path file, String content) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(content)) {
      return false;
    }
    Files.writeString(file, content);
    return true;
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = SparkInstallation.class.getResourceAsStream(RESOURCES + name)) {
      if (stream == null) {
        throw new IllegalStateException("Resource " + name + " is not on the class path.");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
