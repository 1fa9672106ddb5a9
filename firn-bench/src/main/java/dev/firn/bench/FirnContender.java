package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code firn load} of a file, as a process of its own. */
final class FirnContender implements Contender {
  private static final String TABLE = "tpch.lineitem";

  private final String name;
  private final PyIcebergContender.Bench bench;
  private final Path source;
  private final String settings;

  /** What the JVM is told beside what the script tells it. */
  private final String jvmOptions;

  private FirnContender(
      String name,
      PyIcebergContender.Bench bench,
      Path source,
      String settings,
      String jvmOptions) {
    this.name = name;
    this.bench = bench;
    this.source = source;
    this.settings = settings;
    this.jvmOptions = jvmOptions;
  }

  static FirnContender ofLevel(int level, PyIcebergContender.Bench bench, Path source) {
    return new FirnContender(
        "Firn, " + format(source) + ", zstd " + level,
        bench,
        source,
        " WITH (compression_codec = 'zstd', compression_level = " + level + ")",
        "");
  }

  static Contender ofDefaultLevel(PyIcebergContender.Bench bench, Path source) {
    return new FirnContender("Firn, " + format(source) + ", zstd default", bench, source, "", "");
  }

  /** The same by a JVM with further options. */
  FirnContender with(String options, String what) {
    return new FirnContender(name + ", " + what, bench, source, settings, options);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome load() throws IOException {
    Path warehouse = Folders.createEmpty(bench.folder().resolve("firn"));
    String create = "CREATE TABLE " + TABLE + " (" + Lineitem.COLUMNS + ")" + settings;
    bench.programs().run(firn(warehouse, "sql", "-e", create));
    MeasuredProgram.Run run =
        bench.programs().run(firn(warehouse, "load", source.toString(), "--table", TABLE));
    Folders.delete(warehouse);
    JsonNode said = run.output();
    double seconds = said.get("seconds").doubleValue();
    return new Outcome(
        run.wallSeconds(),
        seconds,
        Double.NaN,
        run.cpuSeconds(),
        run.residentBytesMax(),
        new TableFacts(
            said.get("rows").longValue(),
            said.get("files").longValue(),
            said.get("bytes").longValue()));
  }

  private List<String> firn(Path warehouse, String... arguments) {
    List<String> command = new ArrayList<>();
    if (!jvmOptions.isEmpty()) {
      command.addAll(List.of("env", "JAVA_TOOL_OPTIONS=" + jvmOptions));
    }
    command.add(Path.of(System.getProperty("firn.root", "."), "firn").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--warehouse", warehouse.toString(), "--format", "json", "--quiet"));
    return command;
  }

  private static String format(Path source) {
    return source.toString().endsWith(".parquet") ? "Parquet" : "Arrow";
  }
}
