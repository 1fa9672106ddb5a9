package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

final class BitsTest {
  @Test
  void bitsAreReadFromAnyPosition() {
    Random random = new Random(6);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(64)) {
      byte[] bytes = new byte[64];
      random.nextBytes(bytes);
      buffer.setBytes(0, bytes);
      for (int position = 0; position < 200; position++) {
        for (int count : new int[] {1, 7, 57, 63, 64, 65, 127, 128, 200}) {
          long[] words = new long[4];
          Bits.read(buffer.memoryAddress(), position, count, words);
          for (int i = 0; i < 256; i++) {
            int at = position + i;
            boolean expected = i < count && ((bytes[at / 8] >> (at % 8)) & 1) == 1;
            boolean found = i < Bits.wordCount(count) * 64 && ((words[i / 64] >>> i) & 1) == 1;
            assertThat(found).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void filledBitsAreAllSetAndNoMore() {
    for (int count : new int[] {0, 1, 63, 64, 65, 128}) {
      long[] words = new long[3];
      Bits.fill(words, count);
      assertThat(Bits.count(words, 192)).isEqualTo(count);
      assertThat(count < 192 && ((words[count / 64] >>> count) & 1) == 1).isFalse();
    }
  }

  @Test
  void bitsHoldingStopsBeforeTheNextOne() {
    long[] words = {0b1010_0100L, 1L};
    assertThat(Bits.bitsHolding(words, 70, 0)).isEqualTo(2);
    assertThat(Bits.bitsHolding(words, 70, 1)).isEqualTo(5);
    assertThat(Bits.bitsHolding(words, 70, 3)).isEqualTo(64);
    assertThat(Bits.bitsHolding(words, 70, 4)).isEqualTo(70);
  }
}
