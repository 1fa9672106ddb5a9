package dev.firn.input.text;

/**
 * When a batch of text is full: at either limit, whichever comes first.
 *
 * @param batchRows rows of a batch
 * @param batchBytes bytes of a batch's values, as its reader estimates them from the text
 */
public record TextLimits(int batchRows, long batchBytes) {
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
}
