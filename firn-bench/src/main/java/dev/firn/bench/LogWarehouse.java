package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * A warehouse of its own with one table of lineitem's columns, whose rows stay in the log: nothing
 * is due for an hour, or before a terabyte waits. Closing throws all of it away.
 */
final class LogWarehouse implements AutoCloseable {
  /** Senders wait for room instead of being refused; longer means that something hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final TableName TABLE = new TableName("bench", "lineitem");
  private static final Map<String, String> NOTHING_DUE =
      Map.of(
          TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
          "1000000000000",
          TableSettings.ROTATION_TIMEOUT,
          "1h");

  private final Path folder;
  private final CountingStorage storage;
  private final Firn firn;

  private LogWarehouse(Path folder, CountingStorage storage, Firn firn) {
    this.folder = folder;
    this.storage = storage;
    this.firn = firn;
  }

  static LogWarehouse create(Path folder) throws IOException {
    FirnConfig config = FirnConfig.of(Folders.createEmpty(folder));
    CountingStorage storage = new CountingStorage(LocalStorage.create());
    Firn firn =
        Firn.open(config, storage, Registry.dataSource(config.catalogUri()), Environment.system());
    try {
      firn.createTable(NewTable.of(TABLE, LineitemRows.SCHEMA, NOTHING_DUE));
      return new LogWarehouse(folder, storage, firn);
    } catch (RuntimeException | Error e) {
      try (firn) {
        throw e;
      }
    }
  }

  /** What was written to its log so far. */
  CountingStorage.Counts written() {
    return storage.counts();
  }

  /** A sender that has a name of its own, and sends batches of this size. */
  LogSender sender(int number, int rowsPerBatch) {
    AppenderOptions options = AppenderOptions.of("sender-" + number).waiting(PATIENCE);
    return new LogSender(
        firn.table(TABLE.toString()).appender(options),
        LineitemRows.of(rowsPerBatch, firn.allocator()));
  }

  @Override
  public void close() throws IOException {
    firn.closeFast();
    Folders.delete(folder);
  }
}
