package dev.firn.duckdb;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a {@link DuckDbSession} may use: memory, threads, and the only files it may touch.
 *
 * @param memoryBytes what is reserved from the budget and set as DuckDB's own limit
 * @param threadCount threads that work on one statement
 * @param memoryPatience how long opening waits for the memory to become free
 * @param readableFiles files that statements may read; nothing else can be opened
 * @param readableFolders folders whose files statements may read, at any depth
 * @param spillFolders where a statement larger than the memory may put intermediate data: at most
 *     one folder, made when first needed; none means that it fails instead
 * @param optimizers the only parts of DuckDB's optimiser that work; none means that all do
 */
public record DuckDbSettings(
    long memoryBytes,
    int threadCount,
    Duration memoryPatience,
    List<Path> readableFiles,
    List<Path> readableFolders,
    List<Path> spillFolders,
    Set<String> optimizers) {

  /** DuckDB keeps blocks of 256 KiB per thread and operator; below this it fails at random. */
  private static final long MEMORY_BYTES_MIN = 32L << 20;

  /** Long enough for a load that ends to give its memory back, short enough for a person. */
  private static final Duration MEMORY_PATIENCE = Duration.ofSeconds(30);

  public DuckDbSettings {
    if (memoryBytes < MEMORY_BYTES_MIN) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "DuckDB's memory: expected at least "
              + MEMORY_BYTES_MIN
              + " bytes, found "
              + memoryBytes
              + ". Raise storage.parquet.memory.max_usage.");
    }
    if (threadCount < 1) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "DuckDB's threads: expected at least 1, found " + threadCount);
    }
    readableFiles = List.copyOf(readableFiles);
    readableFolders = List.copyOf(readableFolders);
    spillFolders = List.copyOf(spillFolders);
    optimizers = Set.copyOf(optimizers);
  }

  /** A session that reads no file and spills nowhere. */
  public static DuckDbSettings of(long memoryBytes, int threadCount) {
    return new DuckDbSettings(
        memoryBytes, threadCount, MEMORY_PATIENCE, List.of(), List.of(), List.of(), Set.of());
  }

  /** The same, with these files readable too. */
  public DuckDbSettings readingFiles(Collection<Path> files) {
    return new DuckDbSettings(
        memoryBytes,
        threadCount,
        memoryPatience,
        joined(readableFiles, files),
        readableFolders,
        spillFolders,
        optimizers);
  }

  /** The same, with all files below this folder readable too. */
  public DuckDbSettings readingFolder(Path folder) {
    return new DuckDbSettings(
        memoryBytes,
        threadCount,
        memoryPatience,
        readableFiles,
        joined(readableFolders, List.of(folder)),
        spillFolders,
        optimizers);
  }

  /** The same, with intermediate data beyond the memory going to this folder. */
  public DuckDbSettings spillingTo(Path folder) {
    return new DuckDbSettings(
        memoryBytes,
        threadCount,
        memoryPatience,
        readableFiles,
        readableFolders,
        List.of(folder),
        optimizers);
  }

  /** The same, waiting at most this long for memory. */
  public DuckDbSettings waitingForMemory(Duration patience) {
    return new DuckDbSettings(
        memoryBytes,
        threadCount,
        patience,
        readableFiles,
        readableFolders,
        spillFolders,
        optimizers);
  }

  /** The same, with only these parts of the optimiser. */
  public DuckDbSettings withOptimizers(Set<String> names) {
    return new DuckDbSettings(
        memoryBytes,
        threadCount,
        memoryPatience,
        readableFiles,
        readableFolders,
        spillFolders,
        names);
  }

  private static List<Path> joined(List<Path> first, Collection<Path> second) {
    List<Path> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
