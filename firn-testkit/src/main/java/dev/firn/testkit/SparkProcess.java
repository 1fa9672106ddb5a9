package dev.firn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Spark of its own process on Java 17, with the catalog {@code firn} of a warehouse as its
 * default: SQL in, rows out as JSON. Its start takes ten seconds and more, so tests share one.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: an {@link IllegalStateException} with what Spark said. A test that needs Spark fails
 * without Java 17; it is never skipped.
 */
public final class SparkProcess implements AutoCloseable {
  /** A statement over a few rows takes a second on an idle machine; the first one has the start. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What Spark opens of the JDK by its own scripts, which are not used here. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  /** Tables of tests are so small that compiling their queries would take most of the time. */
  private static final Map<String, String> FOR_FEW_ROWS =
      Map.of(
          "spark.sql.shuffle.partitions", "1",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private final LineProcess process;

  /**
   * Where a Spark works.
   *
   * @param registry the SQLite file that is an Iceberg JDBC catalog
   * @param warehouse where new tables get their folders
   * @param scratch an existing folder for Spark's own files
   */
  public record Places(Path registry, Path warehouse, Path scratch) {}

  private SparkProcess(LineProcess process) {
    this.process = process;
  }

  /**
   * Starts Spark on a warehouse.
   *
   * @param registry the SQLite file that is an Iceberg JDBC catalog
   * @param warehouse where new tables get their folders
   * @param scratch a folder for Spark's own files
   */
  public static SparkProcess start(Path registry, Path warehouse, Path scratch) {
    List<String> command =
        command(
            List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            new Places(registry, warehouse, scratch),
            FOR_FEW_ROWS);
    Path errors = scratch.resolve("spark-errors.txt");
    try {
      Files.createDirectories(scratch);
      ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
      // No network but the machine's own: the host's name must not be looked up.
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      return new SparkProcess(LineProcess.start(builder, errors));
    } catch (IOException e) {
      throw new UncheckedIOException("Spark for tests: " + command.getFirst(), e);
    }
  }

  /**
   * The command line of a Spark that somebody else starts, with memory, cores and settings of their
   * choice. It reads SQL from its standard input, a JSON string a line, answers each statement with
   * a line of JSON, an array of rows or an object with the {@code error}, and ends with its input.
   * No network but the machine's own: {@code SPARK_LOCAL_IP=127.0.0.1} must be in its environment.
   *
   * @param flags of the JVM
   * @param settings of Spark, in place of its defaults
   */
  public static List<String> command(
      List<String> flags, Places places, Map<String, String> settings) {
    List<String> command = new ArrayList<>(List.of(Java17.find().toString()));
    command.addAll(flags);
    command.add("-Duser.timezone=UTC");
    for (String opened : OPENED) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    Map<String, String> all = new TreeMap<>(settings(places));
    all.putAll(settings);
    all.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", SparkInstallation.ofCheckout().classPath(), "SparkStatements"));
    return command;
  }

  private static Map<String, String> settings(Places places) {
    String catalog = "spark.sql.catalog.firn";
    return Map.ofEntries(
        Map.entry("java.io.tmpdir", places.scratch().toString()),
        Map.entry("spark.master", "local[1]"),
        Map.entry("spark.app.name", "firn-tests"),
        Map.entry("spark.ui.enabled", "false"),
        Map.entry("spark.driver.bindAddress", "127.0.0.1"),
        Map.entry("spark.driver.host", "127.0.0.1"),
        Map.entry("spark.local.dir", places.scratch().toString()),
        Map.entry(
            "spark.sql.warehouse.dir", places.scratch().resolve("spark-warehouse").toString()),
        Map.entry("spark.sql.session.timeZone", "UTC"),
        Map.entry("spark.sql.datetime.java8API.enabled", "true"),
        Map.entry(
            "spark.sql.extensions",
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"),
        Map.entry("spark.sql.defaultCatalog", "firn"),
        Map.entry(catalog, "org.apache.iceberg.spark.SparkCatalog"),
        Map.entry(catalog + ".catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog"),
        Map.entry(catalog + ".uri", "jdbc:sqlite:" + places.registry()),
        Map.entry(catalog + ".jdbc.schema-version", "V1"),
        Map.entry(catalog + ".jdbc.busy_timeout", "10000"),
        Map.entry(catalog + ".clients", "1"),
        Map.entry(catalog + ".warehouse", "file://" + places.warehouse()),
        // What others commit between two statements must be seen.
        Map.entry(catalog + ".cache-enabled", "false"));
  }

  /** Runs statements one after the other; their rows are not asked for. */
  public void run(String... statements) {
    for (String statement : statements) {
      query(statement);
    }
  }

  /** Runs a statement and returns its rows as a JSON array of objects. */
  public String query(String sql) {
    try {
      String answer = process.ask(quoted(sql), PATIENCE);
      if (!answer.startsWith("[")) {
        throw new IllegalStateException("Spark, statement " + sql + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw failure(sql, "expected an answer, found " + e.getMessage(), e);
    }
  }

  private IllegalStateException failure(String sql, String what, IOException cause) {
    return new IllegalStateException(
        "Spark, statement " + sql + ": " + what + ". It said:\n" + process.errors(), cause);
  }

  /** Text as a JSON string. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Ends the process, whatever it does. */
  @Override
  public void close() {
    process.close();
  }
}
