package dev.firn.engine.schema;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.apache.arrow.vector.FieldVector;

/** Refuses vectors whose buffers contradict themselves: nothing in them can be believed. */
final class SourceDamage {
  private SourceDamage() {}

  /** The vector must hold as many values as it is said to. */
  static void requireWhole(BatchOrigin origin, String path, FieldVector vector, int count) {
    if (vector.getValueCount() < count || vector.getValueCapacity() < count) {
      int held = Math.min(vector.getValueCount(), vector.getValueCapacity());
      throw of(origin, path, count + " values", held + " values");
    }
  }

  static FirnException of(BatchOrigin origin, String path, String expected, String found) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Column '%s' of '%s', batch from row %d: expected %s, found %s. The source is damaged; make it again."
            .formatted(path, origin.sourceName(), origin.firstRow(), expected, found));
  }
}
