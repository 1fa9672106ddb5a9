package dev.firn.parquet;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every level of every codec is read by another library, or by its own where there is one only. */
final class CompressorTest {
  /** Around the borders of windows and blocks, whose lengths are powers of two. */
  private static final int[] BYTE_COUNTS = {
    1, 7, 1_008, 1_009, 65_519, 65_521, 65_536, 80_000, 131_072, 300_001
  };

  /** What pages are made of. */
  private enum Content {
    RUNS,
    NUMBERS,
    NOISE;

    byte[] bytes(int byteCount) {
      Random random = new Random(byteCount);
      ByteBuffer bytes = ByteBuffer.allocate(byteCount + Integer.BYTES).order(LITTLE_ENDIAN);
      for (int i = 0; i < byteCount; i++) {
        switch (this) {
          case RUNS -> bytes.put(i, (byte) (i / 100));
          case NUMBERS -> {
            if (i % Float.BYTES == 0) {
              bytes.putFloat(i, (float) (i / 28.0));
            }
          }
          case NOISE -> bytes.put(i, (byte) random.nextInt());
        }
      }
      return Arrays.copyOf(bytes.array(), byteCount);
    }
  }

  /** The writer does it before its first page. */
  @BeforeAll
  static void loadLibraries() {
    assertThat(BrotliStream.problem()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void everyLevelIsReadBack(Codec codec) throws Exception {
    try (Compressor compressor = new Compressor(() -> 0)) {
      for (int byteCount : BYTE_COUNTS) {
        for (Content content : Content.values()) {
          byte[] plain = content.bytes(byteCount);
          for (int level : levelsOf(codec)) {
            byte[] stored = compressed(compressor, new Compression(codec, level), plain);
            assertThat(
                    Codecs.decompressed(
                        CompressionCodecName.valueOf(codec.name()), stored, byteCount))
                .as("%s bytes of %s, level %s", byteCount, content, level)
                .isEqualTo(plain);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Codec.class, names = "UNCOMPRESSED", mode = EnumSource.Mode.EXCLUDE)
  void aPageThatDoesNotShrinkIsLeftAsItIs(Codec codec) {
    byte[] noise = Content.NOISE.bytes(10_000);
    try (BufferAllocator allocator = new RootAllocator();
        BufferPool pool = new BufferPool(allocator);
        ArrowBuf from = allocator.buffer(noise.length);
        Compressor compressor = new Compressor(() -> 0)) {
      from.setBytes(0, noise);
      GrowableBuffer to = new GrowableBuffer(pool);
      assertThat(compressor.compress(Compression.of(codec), from.memoryAddress(), noise.length, to))
          .isFalse();
      assertThat(to.byteCount()).isZero();
    }
  }

  /** All that a codec has, found by asking for each. */
  static int[] levelsOf(Codec codec) {
    return IntStream.rangeClosed(-1, 30).filter(level -> exists(codec, level)).toArray();
  }

  private static boolean exists(Codec codec, int level) {
    try {
      return new Compression(codec, level).level() == level;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] compressed(Compressor compressor, Compression compression, byte[] plain) {
    try (BufferAllocator allocator = new RootAllocator();
        BufferPool pool = new BufferPool(allocator);
        ArrowBuf from = allocator.buffer(plain.length)) {
      from.setBytes(0, plain);
      GrowableBuffer to = new GrowableBuffer(pool);
      compressor.compressAlways(compression, from.memoryAddress(), plain.length, to);
      byte[] stored = new byte[(int) to.byteCount()];
      Memory.view(to.address(), stored.length).get(stored);
      return stored;
    }
  }
}
