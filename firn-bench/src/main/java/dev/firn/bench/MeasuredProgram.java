package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.firn.bench.LinePlot.Point;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs programs as processes of their own and asks the system what they took, children included.
 */
final class MeasuredProgram {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEGA = 1e6;

  /** The largest loads take some minutes; a machine that is busy, several times that. */
  private static final Duration PATIENCE = Duration.ofHours(1);

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

  /**
   * What a program took and said.
   *
   * @param residentBytesMax the most that one of its processes ever had, as the system says
   * @param memory what it and all below it had together, looked at every 20 ms; 0 if not known
   * @param writtenBytes by write calls of the program itself, to whatever file
   * @param output its standard output: what it is as JSON if it is an object, else as text
   */
  record Run(
      double wallSeconds,
      double cpuSeconds,
      long residentBytesMax,
      Memory memory,
      long writtenBytes,
      JsonNode output) {}

  /**
   * Memory over time: what is the processes' alone and what they have mapped of files.
   *
   * @param rssAnonFileMax the most, in bytes
   * @param curve megabytes (10^6) over seconds since the start, at most 200 points
   */
  record Memory(long rssAnonFileMax, List<Point> curve) {
    Memory {
      curve = List.copyOf(curve);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @throws IllegalStateException if it fails, with what it said
   */
  Run run(List<String> command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(output.toString()));
    arguments.addAll(command);
    JsonNode measured =
        JSON.readTree(python.run(PATIENCE, script, arguments.toArray(String[]::new)));
    String said = Files.readString(output, StandardCharsets.UTF_8).strip();
    return new Run(
        measured.get("wall_seconds").doubleValue(),
        measured.get("cpu_seconds").doubleValue(),
        measured.get("resident_bytes_max").longValue(),
        new Memory(measured.get("rss_anon_file_max").longValue(), curve(measured)),
        measured.get("written_bytes").longValue(),
        said.startsWith("{") ? JSON.readTree(said) : TextNode.valueOf(said));
  }

  private static List<Point> curve(JsonNode measured) {
    List<Point> points = new ArrayList<>();
    for (JsonNode look : measured.get("rss_curve")) {
      points.add(new Point(look.get(0).doubleValue(), look.get(1).doubleValue() / MEGA));
    }
    return points;
  }
}
