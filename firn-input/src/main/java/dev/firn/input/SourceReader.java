package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The edge between foreign bytes and the engine: passes another reader's batches on, counts them,
 * and turns whatever goes wrong below into a failure that names the input. A damaged or hostile
 * file can make the libraries below throw almost anything, so here, and only here, everything is
 * caught.
 */
final class SourceReader extends ArrowReader {
  /** Tells how many bytes of the input lie behind the rows read so far. */
  interface Progress {
    long bytesRead(long rowsRead);
  }

  private final InputFile file;
  private final ArrowReader rows;
  private final Progress progress;
  private final AtomicLong rowsRead = new AtomicLong();

  private SourceReader(
      InputFile file, ArrowReader rows, Progress progress, BufferAllocator allocator) {
    super(allocator);
    this.file = file;
    this.rows = rows;
    this.progress = progress;
  }

  /** Takes the reader over; closes it if its schema cannot be had. */
  static SourceReader of(
      InputFile file, ArrowReader rows, Progress progress, BufferAllocator allocator) {
    SourceReader reader = new SourceReader(file, rows, progress, allocator);
    try {
      ColumnNames.check(file.name(), reader.getVectorSchemaRoot().getSchema());
      return reader;
    } catch (RuntimeException e) {
      try {
        reader.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() {
    return guarded(file, rows::getVectorSchemaRoot);
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() {
    return guarded(file, rows::getDictionaryVectors);
  }

  @Override
  public boolean loadNextBatch() {
    boolean hasRows = guarded(file, rows::loadNextBatch);
    if (hasRows) {
      rowsRead.addAndGet(getVectorSchemaRoot().getRowCount());
    }
    return hasRows;
  }

  @Override
  public long bytesRead() {
    return progress.bytesRead(rowsRead.get());
  }

  @Override
  public void close() {
    guarded(
        file,
        () -> {
          rows.close();
          return true;
        });
  }

  @Override
  public void close(boolean closeReadSource) {
    close();
  }

  @Override
  protected Schema readSchema() {
    return getVectorSchemaRoot().getSchema();
  }

  @Override
  protected void closeReadSource() {
    close();
  }

  long rowsRead() {
    return rowsRead.get();
  }

  /** Runs a step that touches foreign bytes. */
  static <T> T guarded(InputFile file, Callable<T> step) {
    try {
      return step.call();
    } catch (FirnException e) {
      throw named(file, e);
    } catch (OutOfMemoryException | OutOfMemoryError e) {
      throw new FirnException(
          ErrorCode.MEMORY,
          "Input '"
              + file.name()
              + "': expected batches that fit in the memory budget, found one that does not."
              + " Raise storage.parquet.memory.max_usage, or check that the file is not damaged.",
          e);
    } catch (Exception | StackOverflowError e) {
      // Arrow's loader wraps what stopped it: memory that was refused, or a wait for it cut short.
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof FirnException refusal) {
          throw named(file, refusal);
        }
      }
      throw damaged(file, e);
    }
  }

  static FirnException damaged(InputFile file, Throwable cause) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '"
            + file.name()
            + "': expected "
            + file.format().label()
            + " data, found damage: "
            + reason(cause)
            + ". Nothing of it was loaded; get the file again.",
        cause);
  }

  private static FirnException named(InputFile file, FirnException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("'" + file.name() + "'")) {
      return failure;
    }
    ErrorCode code =
        failure.code() == ErrorCode.QUERY ? ErrorCode.INPUT_UNREADABLE : failure.code();
    return failure.reworded(code, "Input '" + file.name() + "': " + message);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    String text = message == null ? cause.getClass().getSimpleName() : message.strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
