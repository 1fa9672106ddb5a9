package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own reader of gzip, which checks checksum and length, reads every frame. */
final class GzipFrameTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 65_535, 65_536, 1_000_003})
  void everyLevelIsReadByTheJdk(int byteCount) throws Exception {
    Random random = new Random(byteCount);
    for (boolean noise : new boolean[] {false, true}) {
      byte[] plain = new byte[byteCount];
      for (int i = 0; i < byteCount; i++) {
        plain[i] = (byte) (noise ? random.nextInt() : i / 100);
      }
      try (BufferAllocator allocator = new RootAllocator();
          ArrowBuf from = allocator.buffer(byteCount);
          GzipFrame frame = new GzipFrame()) {
        from.setBytes(0, plain);
        for (int level = 1; level <= 9; level++) {
          byte[] stored = compressed(frame, level, from, byteCount, allocator);
          assertThat(new GZIPInputStream(new ByteArrayInputStream(stored)).readAllBytes())
              .as("level %s, noise %s", level, noise)
              .isEqualTo(plain);
        }
      }
    }
  }

  private static byte[] compressed(
      GzipFrame frame, int level, ArrowBuf from, int byteCount, BufferAllocator allocator) {
    try (BufferPool pool = new BufferPool(allocator)) {
      GrowableBuffer to = new GrowableBuffer(pool);
      frame.compress(level, from.memoryAddress(), byteCount, to);
      byte[] stored = new byte[(int) to.byteCount()];
      Memory.view(to.address(), stored.length).get(stored);
      to.release();
      return stored;
    }
  }
}
