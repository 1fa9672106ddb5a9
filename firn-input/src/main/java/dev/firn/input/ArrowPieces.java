package dev.firn.input;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.ingest.ArrowBatchReader;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.schema.SourceShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a source of columns, in pieces of at most so many rows. A piece shares its batch's
 * buffers, but for bits that do not begin at a byte.
 *
 * <p>Threads: one at a time.
 */
final class ArrowPieces implements BatchReader {
  private final InputFile file;
  private final BatchReader batches;
  private final int rowsMax;

  /** The batch of which rows are left from the position on. */
  private @Nullable IncomingBatch current;

  private int position;

  private ArrowPieces(InputFile file, BatchReader batches, int rowsMax) {
    this.file = file;
    this.batches = batches;
    this.rowsMax = rowsMax;
  }

  /** Every batch as it is. Takes the reader over. */
  static ArrowPieces whole(InputFile file, SourceReader reader) {
    return of(file, reader, Integer.MAX_VALUE);
  }

  /** Batches of more rows than this in several pieces. Takes the reader over. */
  static ArrowPieces of(InputFile file, SourceReader reader, int rowsMax) {
    return new ArrowPieces(file, ArrowBatchReader.of(file.name(), reader), rowsMax);
  }

  @Override
  public SourceShape shape() {
    return batches.shape();
  }

  /** Passes over rows; returns how many there were, less than asked for at the end. */
  long skip(long count) {
    long skipped = 0;
    while (skipped < count) {
      Optional<IncomingBatch> batch = batchWithRows();
      if (batch.isEmpty()) {
        return skipped;
      }
      int rows = (int) Math.min(count - skipped, batch.get().rowCount() - position);
      position += rows;
      skipped += rows;
    }
    return skipped;
  }

  @Override
  public Optional<IncomingBatch> nextBatch() {
    return batchWithRows().map(this::piece);
  }

  @Override
  public void close() {
    closeCurrent();
    batches.close();
  }

  /** Batches without rows are passed over. */
  private Optional<IncomingBatch> batchWithRows() {
    while (current == null || position == current.rowCount()) {
      closeCurrent();
      Optional<IncomingBatch> next = batches.nextBatch();
      if (next.isEmpty()) {
        return next;
      }
      current = next.get();
    }
    return Optional.of(current);
  }

  private IncomingBatch piece(IncomingBatch batch) {
    int from = position;
    int rows = Math.min(rowsMax, batch.rowCount() - from);
    if (rows == batch.rowCount()) {
      current = null; // It is the caller's to close.
      return batch;
    }
    position += rows;
    BatchOrigin origin = new BatchOrigin(file.name(), batch.origin().rowAt(from));
    return SourceReader.guarded(
        file,
        () -> IncomingBatch.of(origin, slice(batch.root(), from, rows), batch.dictionaries()));
  }

  /** Like Arrow's own, but leaves nothing behind if memory does not suffice. */
  private static VectorSchemaRoot slice(VectorSchemaRoot root, int from, int rows) {
    List<FieldVector> slices = new ArrayList<>();
    try {
      for (FieldVector vector : root.getFieldVectors()) {
        TransferPair slice = vector.getTransferPair(vector.getAllocator());
        slices.add((FieldVector) slice.getTo());
        slice.splitAndTransfer(from, rows);
      }
      return new VectorSchemaRoot(root.getSchema(), slices, rows);
    } catch (RuntimeException | Error e) {
      slices.forEach(FieldVector::close);
      throw e;
    }
  }

  private void closeCurrent() {
    IncomingBatch batch = current;
    current = null;
    position = 0;
    if (batch != null) {
      batch.close();
    }
  }
}
