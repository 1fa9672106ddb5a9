package dev.firn.input;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.schema.SourceShape;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * An open input: its batches, and how far they have been read.
 *
 * <p>Threads: the batches belong to one; progress may be asked from any.
 */
public final class InputSource implements BatchReader {
  private final InputFile file;
  private final BatchReader batches;
  private final LongUnaryOperator skipping;
  private final LongSupplier bytesRead;
  private final AtomicLong rowsRead = new AtomicLong();

  /**
   * @param skipping passes over so many records of the batches' reader, and tells how many there
   *     were
   */
  InputSource(
      InputFile file, BatchReader batches, LongUnaryOperator skipping, LongSupplier bytesRead) {
    this.file = file;
    this.batches = batches;
    this.skipping = skipping;
    this.bytesRead = bytesRead;
  }

  /** As in {@link InputFile#name}. */
  public String name() {
    return file.name();
  }

  /** The format it is read as. */
  public InputFormat format() {
    return file.format();
  }

  /** Bytes of the input in all; empty where only its end will tell. */
  public OptionalLong bytesTotal() {
    return file.bytes();
  }

  /** Bytes of the input behind the rows handed out so far. */
  public long bytesRead() {
    return bytesRead.getAsLong();
  }

  /** Rows handed out so far. */
  public long rowsRead() {
    return rowsRead.get();
  }

  /**
   * Passes over records that are known already: they are counted and not converted, so what is
   * wrong with their values is not noticed. The next batch begins behind them, and its rows keep
   * their numbers in the input.
   *
   * @return how many there were, less than asked for at the end of the input
   */
  public long skip(long records) {
    return skipping.applyAsLong(records);
  }

  @Override
  public SourceShape shape() {
    return batches.shape();
  }

  @Override
  public Optional<IncomingBatch> nextBatch() {
    Optional<IncomingBatch> batch = batches.nextBatch();
    batch.ifPresent(rows -> rowsRead.addAndGet(rows.rowCount()));
    return batch;
  }

  @Override
  public void close() {
    batches.close();
  }
}
