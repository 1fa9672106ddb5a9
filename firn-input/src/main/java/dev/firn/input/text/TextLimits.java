package dev.firn.input.text;

import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Shrink;
import java.util.Optional;

/**
 * When a batch of text is full: at either limit, whichever comes first; of bytes it may have fewer
 * while memory is short.
 *
 * @param batchRows rows of a batch
 * @param batchBytes bytes of a batch's values, as its reader estimates them from the text
 * @param budget says when memory is short
 */
public record TextLimits(int batchRows, long batchBytes, Optional<MemoryBudget> budget) {
  /**
   * Characters of one record. It is held on the heap at twice its bytes while it is taken apart, so
   * this bounds what a hostile line can take; and 16 million are more than a person's row has.
   */
  public static final int RECORD_CHARS_MAX = 16 << 20;

  /** Enough rows to keep loops long, little enough to stay in the processor's caches. */
  public static final long BATCH_BYTES_DEFAULT = 16L << 20;

  public TextLimits {
    if (batchRows < 1 || batchBytes < 1) {
      throw new IllegalArgumentException(
          "A batch must hold a row, found " + batchRows + " rows, " + batchBytes + " bytes");
    }
  }

  /** Limits that do not depend on memory. */
  public TextLimits(int batchRows, long batchBytes) {
    this(batchRows, batchBytes, Optional.empty());
  }

  /** The bytes that a batch may have that begins now. */
  public long batchBytesNow() {
    return budget.map(each -> Math.max(1, each.tightened(batchBytes))).orElse(batchBytes);
  }

  /** Counts a batch that ended early because it might only have had so many bytes. */
  public void ended(long bytes, long batchBytesNow) {
    if (bytes >= batchBytesNow && batchBytesNow < batchBytes) {
      budget.ifPresent(each -> each.events().shrunk(Shrink.BATCH));
    }
  }
}
