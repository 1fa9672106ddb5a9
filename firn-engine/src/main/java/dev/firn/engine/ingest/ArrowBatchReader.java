package dev.firn.engine.ingest;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.SourceShape;
import java.io.IOException;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * The batches of an Arrow reader, rows numbered from 1.
 *
 * <p>Threads: one at a time.
 */
public final class ArrowBatchReader implements BatchReader {
  private final String sourceName;
  private final ArrowReader reader;
  private long nextRow = 1;

  private ArrowBatchReader(String sourceName, ArrowReader reader) {
    this.sourceName = sourceName;
    this.reader = reader;
  }

  /** Takes the reader over. */
  public static ArrowBatchReader of(String sourceName, ArrowReader reader) {
    return new ArrowBatchReader(sourceName, reader);
  }

  @Override
  public SourceShape shape() {
    try {
      return new SourceShape(sourceName, reader.getVectorSchemaRoot().getSchema(), reader);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<IncomingBatch> nextBatch() {
    try {
      if (!reader.loadNextBatch()) {
        return Optional.empty();
      }
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      BatchOrigin origin = new BatchOrigin(sourceName, nextRow);
      nextRow += root.getRowCount();
      return Optional.of(IncomingBatch.of(origin, root, reader));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private FirnException unreadable(IOException e) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Source '" + sourceName + "': expected readable batches, found: " + e.getMessage(),
        e);
  }
}
