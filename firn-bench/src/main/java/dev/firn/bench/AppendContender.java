package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.Receipt;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.input.InputSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.TableProperties;

/**
 * The batches of an Arrow file through an {@link Appender} and a seal, in this process: logged with
 * as many under way as there is memory for, then committed as one snapshot. Nothing is committed
 * before the last row is logged, so that log and encoding are paid one after the other.
 */
final class AppendContender implements Contender {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Reading waits for room in the log's queue; longer means that the disk hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Map<String, String> NOT_BY_SIZE =
      Map.of(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, "1000000000000");

  private final Path folder;
  private final Path arrow;

  AppendContender(Path folder, Path arrow) {
    this.folder = folder;
    this.arrow = arrow;
  }

  @Override
  public String name() {
    return "append and seal";
  }

  @Override
  public Outcome load() throws IOException {
    Path warehouse = Folders.createEmpty(folder.resolve("firn-appended"));
    try (Firn firn = Firn.open(FirnConfig.of(warehouse))) {
      return append(firn, WarmFirnContender.createTable(firn, NOT_BY_SIZE));
    } finally {
      Folders.delete(warehouse);
    }
  }

  private Outcome append(Firn firn, FirnTable table) {
    long from = System.nanoTime();
    log(firn, table);
    List<CommittedSnapshot> sealed = table.seal();
    double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
    if (sealed.size() != 1) {
      throw new IllegalStateException("Expected one snapshot, found " + sealed);
    }
    CommittedSnapshot done = sealed.getFirst();
    return new Outcome(
        seconds,
        seconds,
        Double.NaN,
        Double.NaN,
        0,
        new TableFacts(done.rows(), done.files(), done.bytes()));
  }

  /** Returns when all rows are on disk. */
  private void log(Firn firn, FirnTable table) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    try (InputFiles inputs =
            InputFiles.find(List.of(arrow.toString()), InputOptions.defaults(), firn.budget());
        Appender appender = table.appender(AppenderOptions.of("bench").waiting(PATIENCE));
        InputSource source =
            inputs.open(
                inputs.files().getFirst(),
                appender.target(ViolationLog.of(table.name().toString())))) {
      long next = 1;
      Optional<IncomingBatch> batch = source.nextBatch();
      while (batch.isPresent()) {
        int rows = batch.get().rowCount();
        receipts.add(appender.append(batch.get(), next).toCompletableFuture());
        next += rows;
        batch = source.nextBatch();
      }
      receipts.forEach(CompletableFuture::join);
    }
  }
}
