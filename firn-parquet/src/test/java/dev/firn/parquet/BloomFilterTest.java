package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bits are those of parquet-java. */
final class BloomFilterTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final BufferPool pool = new BufferPool(allocator);

  @AfterEach
  void closeAllocator() {
    pool.close();
    allocator.close();
  }

  @Test
  void bitsAreThoseOfParquetJava() throws Exception {
    for (int byteCount : new int[] {32, 64, 4096, 1 << 20}) {
      Random random = new Random(byteCount);
      BloomFilter filter = new BloomFilter(pool, byteCount);
      BlockSplitBloomFilter reference = new BlockSplitBloomFilter(byteCount);
      for (int i = 0; i < 5000; i++) {
        long hash = random.nextLong();
        filter.add(hash);
        reference.insertHash(hash);
      }
      assertThat(bits(filter)).isEqualTo(bits(reference));
      filter.release();
    }
  }

  @Test
  void foldedFilterIsTheOneThatFewerBlocksWouldHaveBecome() throws Exception {
    Random random = new Random(5);
    BloomFilter filter = new BloomFilter(pool, 1 << 16);
    long[] hashes = random.longs(300).toArray();
    Arrays.stream(hashes).forEach(filter::add);
    filter.foldTo(0.01);
    assertThat(filter.byteCount()).isEqualTo(512);
    assertThat(filter.falsePositiveProbability()).isBetween(0.0, 0.01);
    BlockSplitBloomFilter reference = new BlockSplitBloomFilter(filter.byteCount());
    Arrays.stream(hashes).forEach(reference::insertHash);
    assertThat(bits(filter)).isEqualTo(bits(reference));
    filter.release();
  }

  @Test
  void emptyFilterFoldsToOneBlock() {
    BloomFilter filter = new BloomFilter(pool, 1 << 20);
    filter.foldTo(0.01);
    assertThat(filter.byteCount()).isEqualTo(BloomFilter.BLOCK_BYTES);
    assertThat(filter.falsePositiveProbability()).isZero();
    filter.release();
  }

  @Test
  void probabilityIsWhatChanceGives() {
    Random random = new Random(6);
    BloomFilter filter = new BloomFilter(pool, 1 << 12);
    BlockSplitBloomFilter probed = new BlockSplitBloomFilter(1 << 12);
    for (int i = 0; i < 5000; i++) {
      long hash = random.nextLong();
      filter.add(hash);
      probed.insertHash(hash);
    }
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      found += probed.findHash(random.nextLong()) ? 1 : 0;
    }
    assertThat(filter.falsePositiveProbability()).isEqualTo(found / 100_000.0, offset(0.01));
    filter.release();
  }

  @Test
  void sizeIsTheSmallestPowerOfTwoThatTheFormatsFormulaAllows() {
    for (double probability : new double[] {0.5, 0.1, 0.01, 0.0001}) {
      for (long count = 1; count < 1 << 24; count = count * 3 + 1) {
        double bits = -8.0 * count / Math.log(1 - Math.pow(probability, 1.0 / 8));
        long bytes = BloomFilter.bytesFor(count, probability);
        assertThat(Long.bitCount(bytes)).isOne();
        assertThat(bytes * 8.0)
            .as("%s values, %s", count, probability)
            .isGreaterThanOrEqualTo(bits);
        assertThat(bytes == 32 || bytes * 4.0 < bits).isTrue();
      }
    }
    assertThat(BloomFilter.bytesFor(0, 0.01)).isEqualTo(32);
    assertThat(BloomFilter.bytesFor(Long.MAX_VALUE, 0.01)).isPositive();
  }

  @Test
  void optionsBoundTheSize() {
    BloomFilterOptions options = new BloomFilterOptions(0.01, OptionalLong.empty(), 100_000);
    assertThat(options.largestBytes()).isEqualTo(65_536);
    assertThat(options.bytesFor(1 << 30)).isEqualTo(65_536);
    assertThat(new BloomFilterOptions(0.01, OptionalLong.of(100), 100_000).largestBytes())
        .isEqualTo(128);
    assertThat(BloomFilterOptions.defaults().largestBytes()).isEqualTo(1 << 20);
  }

  @Test
  void nonsenseIsRefused() {
    for (double probability : new double[] {0, 1, -1, Double.NaN}) {
      assertThatThrownBy(() -> new BloomFilterOptions(probability, OptionalLong.empty(), 32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("above 0 and below 1, found " + probability);
    }
    assertThatThrownBy(() -> new BloomFilterOptions(0.1, OptionalLong.of(0), 32))
        .hasMessageContaining("expected 1 or more, found 0");
    assertThatThrownBy(() -> new BloomFilterOptions(0.1, OptionalLong.empty(), 31))
        .hasMessageContaining("from 32 to 134217728, found 31");
  }

  private static byte[] bits(BloomFilter filter) {
    return Memory.readBytes(filter.address(), filter.byteCount());
  }

  private static byte[] bits(BlockSplitBloomFilter filter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    filter.writeTo(bytes);
    return bytes.toByteArray();
  }
}
