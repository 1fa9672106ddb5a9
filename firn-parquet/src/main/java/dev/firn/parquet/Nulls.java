package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;

/** What an Arrow vector says about its nulls. */
final class Nulls {
  private Nulls() {}

  /** Whether there is a validity bitmap; Arrow lets it be left out where nothing is null. */
  static boolean mayOccur(FieldVector vector) {
    return vector.getValidityBuffer().capacity() > 0;
  }

  /** Marks which positions of a range are not null. */
  static void read(FieldVector vector, int position, int rowCount, long[] validity) {
    if (mayOccur(vector)) {
      Bits.read(vector.getValidityBufferAddress(), position, rowCount, validity);
    } else {
      Bits.fill(validity, rowCount);
    }
  }

  /** The position of the first null in a range, or -1. */
  static int findFirst(FieldVector vector, int position, int rowCount) {
    if (!mayOccur(vector)) {
      return -1;
    }
    long[] word = new long[1];
    for (int done = 0; done < rowCount; done += Long.SIZE) {
      int count = Math.min(Long.SIZE, rowCount - done);
      Bits.read(vector.getValidityBufferAddress(), (long) position + done, count, word);
      int valid = Long.numberOfTrailingZeros(~word[0]);
      if (valid < count) {
        return position + done + valid;
      }
    }
    return -1;
  }
}
