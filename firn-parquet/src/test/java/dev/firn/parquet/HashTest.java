package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** Values that differ in any twelve neighbouring bits spread over 4,096 slots nearly as chance. */
final class HashTest {
  private static final int SLOT_COUNT = 4096;

  /** Chance fills 63 %. */
  private static final int FILLED_MIN = SLOT_COUNT / 2;

  @Test
  void intsSpread() {
    for (int shift = 0; shift <= 20; shift++) {
      BitSet slots = new BitSet();
      for (int i = 0; i < SLOT_COUNT; i++) {
        slots.set(Hash.of(i << shift) & (SLOT_COUNT - 1));
      }
      assertThat(slots.cardinality()).as("shift %s", shift).isGreaterThan(FILLED_MIN);
    }
  }

  @Test
  void longsSpread() {
    for (int shift = 0; shift <= 52; shift++) {
      BitSet slots = new BitSet();
      for (long i = 0; i < SLOT_COUNT; i++) {
        slots.set(Hash.of(i << shift) & (SLOT_COUNT - 1));
      }
      assertThat(slots.cardinality()).as("shift %s", shift).isGreaterThan(FILLED_MIN);
    }
  }

  @Test
  void bytesSpread() {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(64)) {
      for (int length = 2; length <= 33; length++) {
        for (int varying = 0; varying + 2 <= length; varying++) {
          BitSet slots = new BitSet();
          for (int i = 0; i < SLOT_COUNT; i++) {
            Memory.clear(buffer.memoryAddress(), 64);
            Memory.writeByte(buffer.memoryAddress() + varying, i);
            Memory.writeByte(buffer.memoryAddress() + varying + 1, i >>> 8);
            slots.set(hash(buffer.memoryAddress(), length) & (SLOT_COUNT - 1));
          }
          assertThat(slots.cardinality())
              .as("length %s, byte %s", length, varying)
              .isGreaterThan(FILLED_MIN);
        }
      }
    }
  }

  private static int hash(long start, int length) {
    return Hash.of(Memory.head(start, length), Memory.tail(start, length), start, length);
  }
}
