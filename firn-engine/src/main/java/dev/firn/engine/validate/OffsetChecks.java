package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.INT;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import org.apache.arrow.memory.ArrowBuf;

/** Whether the 32-bit offsets of strings, binary, lists and maps stay within what they point to. */
final class OffsetChecks {
  private OffsetChecks() {}

  /** Reports the first offset that is out of order or range; after it none can be believed. */
  static boolean areSane(LeafCheck.Leaf leaf, ArrowBuf offsetBuffer, long end) {
    int count = leaf.vector().getValueCount();
    if (count == 0) {
      return true;
    }
    MemorySegment offsets = VectorMemory.of(offsetBuffer);
    if (offsets.byteSize() < (count + 1) * 4L) {
      String expected = (count + 1) + " offsets";
      leaf.addBroken(0, expected, "a buffer of " + offsets.byteSize() + " bytes");
      return false;
    }
    if (areGrowing(offsets, count)
        && offsets.get(INT, 0) >= 0
        && offsets.get(INT, count * 4L) <= end) {
      return true;
    }
    addFirst(leaf, offsets, end);
    return false;
  }

  private static boolean areGrowing(MemorySegment offsets, int count) {
    int signs = 0;
    for (int i = 0; i < count; i++) {
      int start = offsets.get(INT, i * 4L);
      int next = offsets.get(INT, i * 4L + 4);
      signs |= (next - start) | start | next;
    }
    return signs >= 0;
  }

  private static void addFirst(LeafCheck.Leaf leaf, MemorySegment offsets, long end) {
    int previous = 0;
    for (int i = 0; i <= leaf.vector().getValueCount(); i++) {
      int offset = offsets.get(INT, i * 4L);
      if (offset < previous || offset > end) {
        String found = "offset " + offset + " after " + previous;
        leaf.addBroken(Math.max(0, i - 1), "growing offsets up to " + end, found);
        return;
      }
      previous = offset;
    }
  }
}
