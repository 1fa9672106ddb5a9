package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs programs as processes of their own and asks the system what they took, children included.
 */
final class MeasuredProgram {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PythonEnvironment python;
  private final Path script;
  private final Path output;

  /**
   * @param folder where the script that measures and the programs' outputs are kept
   */
  MeasuredProgram(PythonEnvironment python, Path folder) throws IOException {
    this.python = python;
    this.script = Scripts.write("measured_run.py", folder);
    this.output = folder.resolve("program-output.txt");
  }

  /** What a program took and said; {@code output} is its standard output as JSON. */
  record Run(double wallSeconds, double cpuSeconds, long residentBytesMax, JsonNode output) {}

  /**
   * Runs a program to its end.
   *
   * @throws IllegalStateException if it fails; what it said stands on standard error
   */
  Run run(List<String> command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(output.toString()));
    arguments.addAll(command);
    JsonNode measured = JSON.readTree(python.run(script, arguments.toArray(String[]::new)));
    if (measured.get("exit_code").intValue() != 0) {
      throw new IllegalStateException("Program " + command + ": expected exit code 0: " + measured);
    }
    String said = Files.readString(output, StandardCharsets.UTF_8).strip();
    return new Run(
        measured.get("wall_seconds").doubleValue(),
        measured.get("cpu_seconds").doubleValue(),
        measured.get("resident_bytes_max").longValue(),
        said.startsWith("{") ? JSON.readTree(said) : JSON.nullNode());
  }
}
