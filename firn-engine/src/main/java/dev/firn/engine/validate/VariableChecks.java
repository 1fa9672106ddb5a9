package dev.firn.engine.validate;

import org.apache.arrow.vector.FieldVector;

/** The offsets of strings and binary. */
final class VariableChecks {
  private VariableChecks() {}

  static boolean areOffsetsSane(LeafCheck.Leaf leaf) {
    FieldVector vector = leaf.vector();
    return OffsetChecks.areSane(leaf, vector.getOffsetBuffer(), vector.getDataBuffer().capacity());
  }
}
