package dev.firn.input.text;

import org.jspecify.annotations.Nullable;

/**
 * Whether a reader should go on to the next record, or hand on the batch that it has. Of an input
 * that is all there it always should. Of one that grows it should if that record is whole already
 * or becomes so in time; records of a batch never wait for one that is half there.
 *
 * <p>Time begins with the first record of a batch: without one there is nothing that could wait.
 * When it has passed, records that are whole still go into the batch, so that a reader that is
 * slower than its input has full batches.
 *
 * <p>Threads: one, the reader's.
 */
public final class Arrivals {
  private final @Nullable PumpedStream input;
  private final @Nullable Linger linger;
  private boolean hasRecord;
  private long deadline;

  private Arrivals(@Nullable PumpedStream input, @Nullable Linger linger) {
    this.input = input;
    this.linger = linger;
  }

  /** Of an input that is all there. */
  static Arrivals complete() {
    return new Arrivals(null, null);
  }

  /** Of an input that grows, whose records its pump counts. */
  static Arrivals of(PumpedStream input, Linger linger) {
    return new Arrivals(input, linger);
  }

  /** A batch begins, without a record. */
  public void beginBatch() {
    hasRecord = false;
  }

  /** A record was taken for the batch, a good one or not. */
  public void takeRecord() {
    if (!hasRecord) {
      hasRecord = true;
      deadline = linger == null ? 0 : linger.deadline();
    }
  }

  /**
   * Whether to go on, after as long a wait as the batch allows. At the end of the input it is true:
   * the reader will find that end without waiting.
   *
   * @param taken records that were taken since the input began, counted as its {@link RecordScan}
   *     counts them
   */
  public boolean isNextInTime(long taken) {
    if (!hasRecord || input == null || linger == null || input.recordCount() > taken) {
      return true;
    }
    return input.awaitRecord(taken, linger, deadline);
  }
}
