package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.Test;

/** What the hybrid encoders write, parquet-java's decoder reads. */
final class HybridEncoderPropertyTest {
  private static final int[] COUNTS = {1, 7, 8, 9, 15, 16, 17, 64, 100, 1000, 4099};

  @Test
  void valuesOfEveryWidthAreDecodedAsTheyWere() throws IOException {
    Random random = new Random(3);
    try (BufferAllocator allocator = new RootAllocator();
        BufferPool pool = new BufferPool(allocator)) {
      for (int width = 1; width <= 32; width++) {
        for (int count : COUNTS) {
          for (int runLength : new int[] {1, 5, 30, 10_000}) {
            int[] values = values(random, count, width, runLength);
            assertThat(decode(encode(values, width, pool), count, width)).isEqualTo(values);
          }
        }
      }
    }
  }

  @Test
  void levelsAreDecodedAsTheyWere() throws IOException {
    Random random = new Random(4);
    try (BufferAllocator allocator = new RootAllocator();
        BufferPool pool = new BufferPool(allocator)) {
      for (int count : COUNTS) {
        for (int runLength : new int[] {1, 5, 300, 10_000}) {
          int[] levels = values(random, count, 1, runLength);
          assertThat(decode(encodeLevels(levels, pool), count, 1)).isEqualTo(levels);
        }
      }
    }
  }

  private static byte[] encode(int[] values, int width, BufferPool pool) {
    GrowableBuffer indexes = new GrowableBuffer(pool);
    Memory.writeInts(values, values.length, indexes.reserve(values.length * 4L));
    indexes.advance(values.length * 4L);
    GrowableBuffer encoded = new GrowableBuffer(pool);
    HybridEncoder.encode(indexes.address(), values.length, width, encoded);
    return Memory.readBytes(encoded.address(), (int) encoded.byteCount());
  }

  /** Appends the levels in uneven pieces, as slices do. */
  private static byte[] encodeLevels(int[] levels, BufferPool pool) {
    BitBuffer bits = new BitBuffer(pool);
    int ones = 0;
    for (int from = 0; from < levels.length; from += 77) {
      int end = Math.min(levels.length, from + 77);
      long[] words = new long[2];
      for (int i = from; i < end; i++) {
        words[(i - from) / 64] |= (long) levels[i] << (i - from);
        ones += levels[i];
      }
      bits.append(words, end - from);
    }
    GrowableBuffer encoded = new GrowableBuffer(pool);
    LevelEncoder.encode(bits.address(), levels.length, ones, encoded);
    return Memory.readBytes(encoded.address(), (int) encoded.byteCount());
  }

  private static int[] decode(byte[] encoded, int count, int width) throws IOException {
    RunLengthBitPackingHybridDecoder decoder =
        new RunLengthBitPackingHybridDecoder(width, new ByteArrayInputStream(encoded));
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = decoder.readInt();
    }
    return values;
  }

  private static int[] values(Random random, int count, int width, int runLength) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      boolean changes = i == 0 || random.nextInt(runLength) == 0;
      values[i] = changes ? random.nextInt() >>> (32 - width) : values[i - 1];
    }
    return values;
  }
}
