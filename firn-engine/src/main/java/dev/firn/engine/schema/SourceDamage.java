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
    requireCount(origin, path, vector, count);
    if (vector.getValueCapacity() < count) {
      throw of(origin, path, count + " values", vector.getValueCapacity() + " values");
    }
  }

  /** The vector must say that it holds as many values; a struct's capacity is its children's. */
  static void requireCount(BatchOrigin origin, String path, FieldVector vector, int count) {
    if (vector.getValueCount() != count) {
      throw of(origin, path, count + " values", vector.getValueCount() + " values");
    }
  }

  static FirnException of(BatchOrigin origin, String path, String expected, String found) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Column '%s' of '%s', batch from row %d: expected %s, found %s. The source is damaged; make it again."
            .formatted(path, origin.sourceName(), origin.rowAt(0), expected, found));
  }
}
