package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.LONG;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;

/** Times of day in microseconds. */
final class TimeChecks {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private TimeChecks() {}

  static void check(LeafCheck.Leaf leaf) {
    MemorySegment values = VectorMemory.of(leaf.vector().getDataBuffer());
    int count = leaf.vector().getValueCount();
    if (areWithinDay(values, count)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      long micros = values.get(LONG, i * 8L);
      if (micros < 0 || micros >= MICROS_PER_DAY) {
        leaf.add(i, "a time from 00:00 to before 24:00", () -> micros + " microseconds");
      }
    }
  }

  private static boolean areWithinDay(MemorySegment values, int count) {
    long signs = 0;
    for (int i = 0; i < count; i++) {
      long micros = values.get(LONG, i * 8L);
      signs |= micros | (MICROS_PER_DAY - 1 - micros);
    }
    return signs >= 0;
  }
}
