package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
      StatementRunner sql = new StatementRunner(firn);
      String create =
          "CREATE TABLE tpch.lineitem ("
              + Lineitem.COLUMNS
              + ") WITH (compression_codec = 'zstd', compression_level = 1)";
      new StatementParser().parse(create).forEach(sql::run);
      return load(firn);
    } finally {
      Folders.delete(warehouse);
    }
  }

  private Outcome load(Firn firn) {
    FirnTable table = firn.table("tpch.lineitem");
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
