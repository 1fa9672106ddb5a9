package dev.firn.engine;

import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableSettings;
import java.nio.file.Path;

/**
 * What an engine needs to know before it opens a warehouse.
 *
 * @param warehouse folder of tables, registry and owners' locks
 * @param catalogUri JDBC URL of the registry database
 * @param memoryBytesMax budget for all memory outside the Java heap
 * @param pooledBytesMax what of it is kept for reuse when nobody uses it
 * @param fileBytesMax cap of a data file where the table does not set one
 * @param parallelism columns encoded at once
 * @param spillFolder where operations put aside what does not fit into memory
 * @param log the logs in front of tables
 * @param tableDefaults what new tables and columns get beside what their definition says
 */
public record FirnConfig(
    Path warehouse,
    String catalogUri,
    long memoryBytesMax,
    long pooledBytesMax,
    long fileBytesMax,
    int parallelism,
    Path spillFolder,
    LogConfig log,
    TableDefaults tableDefaults) {
  /** The embedded default: one gigabyte. */
  public static final long MEMORY_BYTES_MAX_DEFAULT = 1_000_000_000L;

  /** A tenth of that. */
  public static final long POOLED_BYTES_MAX_DEFAULT = 100_000_000L;

  /** More threads than this gain nothing while one batch has about ten thousand rows. */
  private static final int PARALLELISM_MAX = 8;

  /** The embedded defaults: an SQLite registry inside the warehouse, every core up to eight. */
  public static FirnConfig of(Path warehouse) {
    Path absolute = warehouse.toAbsolutePath().normalize();
    return new FirnConfig(
        absolute,
        "jdbc:sqlite:" + absolute.resolve("registry.db"),
        MEMORY_BYTES_MAX_DEFAULT,
        POOLED_BYTES_MAX_DEFAULT,
        TableSettings.FILE_BYTES_MAX_DEFAULT,
        Math.min(PARALLELISM_MAX, Runtime.getRuntime().availableProcessors()),
        absolute.resolve("spill"),
        LogConfig.of(absolute.resolve("log")),
        TableDefaults.none());
  }

  /** The same with another registry. */
  public FirnConfig withCatalogUri(String uri) {
    return new FirnConfig(
        warehouse,
        uri,
        memoryBytesMax,
        pooledBytesMax,
        fileBytesMax,
        parallelism,
        spillFolder,
        log,
        tableDefaults);
  }

  /** The same with another budget. */
  public FirnConfig withMemoryBytesMax(long bytes) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        bytes,
        pooledBytesMax,
        fileBytesMax,
        parallelism,
        spillFolder,
        log,
        tableDefaults);
  }

  /** The same with another part of the budget that is kept for reuse. */
  public FirnConfig withPooledBytesMax(long bytes) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        memoryBytesMax,
        bytes,
        fileBytesMax,
        parallelism,
        spillFolder,
        log,
        tableDefaults);
  }

  /** The same with another number of columns encoded at once. */
  public FirnConfig withParallelism(int columns) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        memoryBytesMax,
        pooledBytesMax,
        fileBytesMax,
        columns,
        spillFolder,
        log,
        tableDefaults);
  }

  /** The same with another folder for spills. */
  public FirnConfig withSpillFolder(Path folder) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        memoryBytesMax,
        pooledBytesMax,
        fileBytesMax,
        parallelism,
        folder.toAbsolutePath().normalize(),
        log,
        tableDefaults);
  }

  /** The same with other logs. */
  public FirnConfig withLog(LogConfig logs) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        memoryBytesMax,
        pooledBytesMax,
        fileBytesMax,
        parallelism,
        spillFolder,
        logs,
        tableDefaults);
  }

  /** The same with other defaults of new tables. */
  public FirnConfig withTableDefaults(TableDefaults defaults) {
    return new FirnConfig(
        warehouse,
        catalogUri,
        memoryBytesMax,
        pooledBytesMax,
        fileBytesMax,
        parallelism,
        spillFolder,
        log,
        defaults);
  }
}
