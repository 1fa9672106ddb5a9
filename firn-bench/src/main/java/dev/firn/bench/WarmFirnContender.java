package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/** {@link FirnTable#load} of an Arrow file in this process, whose code is warm after a round. */
final class WarmFirnContender implements Contender {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Path folder;
  private final Path arrow;

  WarmFirnContender(Path folder, Path arrow) {
    this.folder = folder;
    this.arrow = arrow;
  }

  @Override
  public String name() {
    return "Firn, Arrow, zstd 1, in this JVM";
  }

  @Override
  public Outcome load() throws IOException {
    Path warehouse = Folders.createEmpty(folder.resolve("firn-warm"));
    try (Firn firn = Firn.open(FirnConfig.of(warehouse))) {
      return load(firn, createTable(firn, Map.of()));
    } finally {
      Folders.delete(warehouse);
    }
  }

  /** An empty table of lineitem's columns, zstd 1, with more properties. */
  static FirnTable createTable(Firn firn, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.PARQUET_COMPRESSION_LEVEL, "1");
    return firn.createTable(
        NewTable.of(new TableName("tpch", "lineitem"), LineitemRows.SCHEMA, properties));
  }

  private Outcome load(Firn firn, FirnTable table) {
    long from = System.nanoTime();
    CommittedSnapshot done;
    try (InputFiles inputs =
        InputFiles.find(List.of(arrow.toString()), InputOptions.defaults(), firn.budget())) {
      done = table.load(inputs.sources(), LoadOptions.DEFAULT);
    }
    double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
    return new Outcome(
        seconds,
        seconds,
        Double.NaN,
        Double.NaN,
        0,
        new TableFacts(done.rows(), done.files(), done.bytes()));
  }
}
