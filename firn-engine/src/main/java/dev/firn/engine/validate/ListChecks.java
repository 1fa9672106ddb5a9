package dev.firn.engine.validate;

import org.apache.arrow.vector.complex.ListVector;

/** The offsets of lists and maps. */
final class ListChecks {
  private ListChecks() {}

  static boolean areOffsetsSane(LeafCheck.Leaf leaf) {
    ListVector list = (ListVector) leaf.vector();
    return OffsetChecks.areSane(leaf, list.getOffsetBuffer(), list.getDataVector().getValueCount());
  }
}
