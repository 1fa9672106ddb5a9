package dev.firn.engine.schema;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.DOUBLE;
import static dev.firn.engine.batch.VectorMemory.FLOAT;
import static dev.firn.engine.batch.VectorMemory.INT;
import static dev.firn.engine.batch.VectorMemory.LONG;
import static dev.firn.engine.batch.VectorMemory.SHORT;

import java.lang.foreign.MemorySegment;

/** Loops that widen one buffer of fixed-width values into another, nulls' garbage included. */
final class Widening {
  static final long MICROS_PER_SECOND = 1_000_000;
  static final long MICROS_PER_MILLI = 1_000;
  static final long MILLIS_PER_DAY = 86_400_000;

  private Widening() {}

  static void bytesToBits(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i += 8) {
      int bits = 0;
      for (int bit = 0; bit < 8 && i + bit < count; bit++) {
        bits |= from.get(BYTE, i + bit) == 0 ? 0 : 1 << bit;
      }
      to.set(BYTE, i >> 3, (byte) bits);
    }
  }

  static void bytesToInts(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(INT, i * 4L, from.get(BYTE, i));
    }
  }

  static void unsignedBytesToInts(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(INT, i * 4L, from.get(BYTE, i) & 0xFF);
    }
  }

  static void shortsToInts(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(INT, i * 4L, from.get(SHORT, i * 2L));
    }
  }

  static void unsignedShortsToInts(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(INT, i * 4L, from.get(SHORT, i * 2L) & 0xFFFF);
    }
  }

  static void bytesToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(BYTE, i));
    }
  }

  static void unsignedBytesToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(BYTE, i) & 0xFFL);
    }
  }

  static void shortsToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(SHORT, i * 2L));
    }
  }

  static void unsignedShortsToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(SHORT, i * 2L) & 0xFFFFL);
    }
  }

  static void intsToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(INT, i * 4L));
    }
  }

  static void unsignedIntsToLongs(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(INT, i * 4L) & 0xFFFF_FFFFL);
    }
  }

  static void halvesToFloats(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(FLOAT, i * 4L, Float.float16ToFloat(from.get(SHORT, i * 2L)));
    }
  }

  static void halvesToDoubles(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(DOUBLE, i * 8L, Float.float16ToFloat(from.get(SHORT, i * 2L)));
    }
  }

  static void floatsToDoubles(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      to.set(DOUBLE, i * 8L, from.get(FLOAT, i * 4L));
    }
  }

  /** Cannot overflow: 32 bits times a million are 52 bits. */
  static void multiplyInts(MemorySegment from, MemorySegment to, int count, long factor) {
    for (int i = 0; i < count; i++) {
      to.set(LONG, i * 8L, from.get(INT, i * 4L) * factor);
    }
  }

  /** Returns whether a product did not fit; such a one is wrapped. */
  static boolean multiplyLongs(MemorySegment from, MemorySegment to, int count, long factor) {
    long overflow = 0;
    for (int i = 0; i < count; i++) {
      long value = from.get(LONG, i * 8L);
      long product = value * factor;
      to.set(LONG, i * 8L, product);
      overflow |= Math.multiplyHigh(value, factor) ^ (product >> 63);
    }
    return overflow != 0;
  }

  static boolean multiplyOverflows(long value, long factor) {
    return Math.multiplyHigh(value, factor) != ((value * factor) >> 63);
  }

  /** Returns whether a value was not midnight or its day did not fit; such a one is garbage. */
  static boolean millisToDays(MemorySegment from, MemorySegment to, int count) {
    boolean inexact = false;
    for (int i = 0; i < count; i++) {
      long value = from.get(LONG, i * 8L);
      to.set(INT, i * 4L, (int) Math.floorDiv(value, MILLIS_PER_DAY));
      inexact |= isInexactDay(value);
    }
    return inexact;
  }

  static boolean isInexactDay(long millis) {
    long day = Math.floorDiv(millis, MILLIS_PER_DAY);
    return day * MILLIS_PER_DAY != millis || day != (int) day;
  }
}
