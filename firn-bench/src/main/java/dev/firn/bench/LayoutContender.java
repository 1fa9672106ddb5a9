package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A load of lineitem into one layout by a process of its own. What is in the files afterwards is
 * counted and checked without asking the process: rows, a folder for each month, and their order.
 */
final class LayoutContender implements Contender {
  private final String name;
  private final ClusterLayout layout;
  private final Load load;
  private final List<String> order;
  private final Bench bench;

  /** What writes lineitem below an empty folder, and is measured. */
  interface Load {
    MeasuredProgram.Run into(Path folder) throws IOException;
  }

  /**
   * What the contenders of one comparison share.
   *
   * @param folder for what they write, and for scripts
   * @param rows of the source
   * @param months in which its rows were shipped
   */
  record Bench(PythonEnvironment python, Path folder, long rows, long months) {
    /** Counts the rows of the source, which also brings it into the system's cache. */
    static Bench of(PythonEnvironment python, Path folder, Path arrow) throws IOException {
      Path script = Scripts.write("count_lineitem.py", folder);
      JsonNode counted = new ObjectMapper().readTree(python.run(script, arrow.toString()));
      return new Bench(
          python, folder, counted.get("rows").longValue(), counted.get("months").longValue());
    }
  }

  /**
   * A contender.
   *
   * @param order what its files are held against; empty if it does not promise one
   */
  LayoutContender(String name, ClusterLayout layout, Load load, List<String> order, Bench bench) {
    this.name = name;
    this.layout = layout;
    this.load = load;
    this.order = List.copyOf(order);
    this.bench = bench;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome load() throws IOException {
    Path folder = Folders.createEmpty(bench.folder().resolve("layout"));
    MeasuredProgram.Run run = load.into(folder);
    WrittenFiles written = WrittenFiles.in(folder, order, bench.python());
    written.require(name, bench.rows(), layout.isByMonth() ? bench.months() : 1);
    Folders.delete(folder);
    return new Outcome(
        run.wallSeconds(),
        run.output().path("seconds").asDouble(Double.NaN),
        Double.NaN,
        run.cpuSeconds(),
        run.memory().rssAnonFileMax(),
        new TableFacts(written.rows(), written.files(), written.bytes()));
  }
}
