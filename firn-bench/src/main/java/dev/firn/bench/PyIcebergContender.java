package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PyIceberg's {@code Table.append} of an Arrow file, as a process of its own. */
final class PyIcebergContender implements Contender {
  private final String name;
  private final Bench bench;
  private final Path arrow;
  private final List<String> options;

  private PyIcebergContender(String name, Bench bench, Path arrow, List<String> options) {
    this.name = name;
    this.bench = bench;
    this.arrow = arrow;
    this.options = options;
  }

  /** What contenders of one comparison share. */
  record Bench(PythonEnvironment python, MeasuredProgram programs, Path folder) {}

  static Contender ofLevel(int level, Bench bench, Path arrow) {
    return new PyIcebergContender(
        "PyIceberg, Arrow, zstd " + level, bench, arrow, List.of("--level", "" + level));
  }

  static Contender ofDefaultLevel(Bench bench, Path arrow) {
    return new PyIcebergContender("PyIceberg, Arrow, zstd default", bench, arrow, List.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome load() throws IOException {
    Path script = Scripts.write("append_with_pyiceberg.py", bench.folder());
    Path warehouse = Folders.createEmpty(bench.folder().resolve("pyiceberg"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(bench.python().python().toString(), "-E", "-s", script.toString()));
    command.addAll(List.of(arrow.toString(), warehouse.toString()));
    command.addAll(options);
    MeasuredProgram.Run run = bench.programs().run(command);
    Folders.delete(warehouse);
    JsonNode said = run.output();
    double appendSeconds = said.get("append_seconds").doubleValue();
    return new Outcome(
        run.wallSeconds(),
        appendSeconds + said.get("read_seconds").doubleValue(),
        appendSeconds,
        run.cpuSeconds(),
        run.residentBytesMax(),
        new TableFacts(
            said.get("rows").longValue(),
            said.get("files").longValue(),
            said.get("bytes").longValue()));
  }
}
