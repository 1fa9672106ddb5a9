package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.input.csv.CsvOptions;
import dev.firn.input.text.TextLimits;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How inputs are found and read; every setting has a default. */
public final class InputOptions {
  private static final int BATCH_ROWS = 10_000;

  /** DuckDB decodes row groups ahead of the batches it hands out; two keep a core each busy. */
  private static final int DUCKDB_THREADS = 2;

  private @Nullable InputFormat format;
  private int batchRows = BATCH_ROWS;
  private long batchBytes = TextLimits.BATCH_BYTES_DEFAULT;
  private int duckDbThreads = DUCKDB_THREADS;
  private Path workingFolder = Path.of("");
  private InputStream standardInput = InputStream.nullInputStream();
  private CsvOptions csv = CsvOptions.defaults();

  private InputOptions() {}

  /** Batches of 10,000 rows; formats by extension; names relative to the process's folder. */
  public static InputOptions defaults() {
    return new InputOptions();
  }

  /** All inputs are in this format, whatever their names say. */
  public InputOptions withFormat(InputFormat chosen) {
    return changed(copy -> copy.format = chosen);
  }

  /** Rows of a batch, where the format leaves the choice: Arrow files keep their own batches. */
  public InputOptions withBatchRows(int rows) {
    if (rows < 1) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "Batch size: expected at least 1 row, found " + rows + ".");
    }
    return changed(copy -> copy.batchRows = rows);
  }

  /** Bytes of a batch of text, by estimate; it ends there if it has fewer rows than it may. */
  public InputOptions withBatchBytes(long bytes) {
    if (bytes < 1) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "Batch bytes: expected at least 1, found " + bytes + ".");
    }
    return changed(copy -> copy.batchBytes = bytes);
  }

  /** Threads that decode Parquet. */
  public InputOptions withDuckDbThreads(int threads) {
    return changed(copy -> copy.duckDbThreads = threads);
  }

  /** The folder that relative names start from. */
  public InputOptions withWorkingFolder(Path folder) {
    return changed(copy -> copy.workingFolder = folder);
  }

  /** What the name {@code -} reads from. */
  public InputOptions withStandardInput(InputStream input) {
    return changed(copy -> copy.standardInput = input);
  }

  /** The dialect of inputs in CSV. */
  public InputOptions withCsv(CsvOptions dialect) {
    return changed(copy -> copy.csv = dialect);
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

  CsvOptions csv() {
    return csv;
  }

  TextLimits textLimits(MemoryBudget budget) {
    return new TextLimits(batchRows, batchBytes, Optional.of(budget));
  }

  /** A copy with one change; nobody else has seen it yet, so the options stay values. */
  private InputOptions changed(Consumer<InputOptions> change) {
    InputOptions copy = new InputOptions();
    copy.format = format;
    copy.batchRows = batchRows;
    copy.batchBytes = batchBytes;
    copy.duckDbThreads = duckDbThreads;
    copy.workingFolder = workingFolder;
    copy.standardInput = standardInput;
    copy.csv = csv;
    change.accept(copy);
    return copy;
  }
}
