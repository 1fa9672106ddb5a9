package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How inputs are found and read; every setting has a default. */
public final class InputOptions {
  private static final int BATCH_ROWS = 10_000;

  /** DuckDB decodes row groups ahead of the batches it hands out; two keep a core each busy. */
  private static final int DUCKDB_THREADS = 2;

  private final @Nullable InputFormat format;
  private final int batchRows;
  private final int duckDbThreads;
  private final Path workingFolder;
  private final InputStream standardInput;

  private InputOptions(
      @Nullable InputFormat format,
      int batchRows,
      int duckDbThreads,
      Path workingFolder,
      InputStream standardInput) {
    this.format = format;
    this.batchRows = batchRows;
    this.duckDbThreads = duckDbThreads;
    this.workingFolder = workingFolder;
    this.standardInput = standardInput;
  }

  /** Batches of 10,000 rows; formats by extension; names relative to the process's folder. */
  public static InputOptions defaults() {
    return new InputOptions(
        null, BATCH_ROWS, DUCKDB_THREADS, Path.of(""), InputStream.nullInputStream());
  }

  /** All inputs are in this format, whatever their names say. */
  public InputOptions withFormat(InputFormat chosen) {
    return new InputOptions(chosen, batchRows, duckDbThreads, workingFolder, standardInput);
  }

  /** Rows of a batch, where the format leaves the choice: Arrow files keep their own batches. */
  public InputOptions withBatchRows(int rows) {
    if (rows < 1) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "Batch size: expected at least 1 row, found " + rows + ".");
    }
    return new InputOptions(format, rows, duckDbThreads, workingFolder, standardInput);
  }

  /** Threads that decode Parquet. */
  public InputOptions withDuckDbThreads(int threads) {
    return new InputOptions(format, batchRows, threads, workingFolder, standardInput);
  }

  /** The folder that relative names start from. */
  public InputOptions withWorkingFolder(Path folder) {
    return new InputOptions(format, batchRows, duckDbThreads, folder, standardInput);
  }

  /** What the name {@code -} reads from. */
  public InputOptions withStandardInput(InputStream input) {
    return new InputOptions(format, batchRows, duckDbThreads, workingFolder, input);
  }

  Optional<InputFormat> format() {
    return Optional.ofNullable(format);
  }

  int batchRows() {
    return batchRows;
  }

  int duckDbThreads() {
    return duckDbThreads;
  }

  Path workingFolder() {
    return workingFolder;
  }

  InputStream standardInput() {
    return standardInput;
  }
}
