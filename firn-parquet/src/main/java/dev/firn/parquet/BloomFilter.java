package dev.firn.parquet;

import org.apache.arrow.memory.ArrowBuf;

/**
 * A split block Bloom filter off the heap (Parquet format, BloomFilter.md): blocks of eight 32-bit
 * words, of which a value sets one bit each. The upper half of its hash says which block, the lower
 * which bits. The number of blocks is a power of two, so that a filter can be folded: neighbouring
 * blocks laid over each other are the filter that half as many blocks would have become.
 *
 * <p>Threads: one at a time. Holds its bytes until {@link #release}.
 */
final class BloomFilter {
  static final int BLOCK_BYTES = 32;

  private static final int WORDS = BLOCK_BYTES / Integer.BYTES;

  /** The format's own constants: odd, so that each word takes other bits of the hash. */
  private static final int[] SALTS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final BufferPool pool;
  private final ArrowBuf buffer;
  private final long address;
  private int byteCount;

  /**
   * An empty filter.
   *
   * @param byteCount a power of two, at least a block
   */
  BloomFilter(BufferPool pool, int byteCount) {
    this.pool = pool;
    this.buffer = pool.take(byteCount);
    this.address = buffer.memoryAddress();
    this.byteCount = byteCount;
    Memory.clear(address, byteCount);
  }

  /** The bytes of a filter for so many values, a power of two (the format's formula for m/n). */
  static long bytesFor(long distinctCount, double falsePositiveProbability) {
    double bits =
        -WORDS
            * (double) distinctCount
            / Math.log(1 - Math.pow(falsePositiveProbability, 1.0 / WORDS));
    // Any number of values beyond this asks for more than there may be.
    long bytes = (long) Math.ceil(Math.min(bits / Byte.SIZE, 1L << 40));
    return Math.max(BLOCK_BYTES, Long.highestOneBit(Math.max(1, bytes - 1)) << 1);
  }

  void add(long hash) {
    long block = address + (((hash >>> 32) * (byteCount / BLOCK_BYTES)) >>> 32) * BLOCK_BYTES;
    int key = (int) hash;
    for (int i = 0; i < WORDS; i++) {
      long at = block + (long) i * Integer.BYTES;
      Memory.writeInt(at, Memory.readInt(at) | (1 << ((key * SALTS[i]) >>> 27)));
    }
  }

  /** How often a value that was not added seems to be there, by the bits that are set. */
  double falsePositiveProbability() {
    return probability(1);
  }

  /** Halves the filter as often as this probability allows. */
  void foldTo(double falsePositiveProbability) {
    while (byteCount > BLOCK_BYTES && probability(2) <= falsePositiveProbability) {
      halve(address, byteCount / BLOCK_BYTES);
      byteCount /= 2;
    }
  }

  long address() {
    return address;
  }

  int byteCount() {
    return byteCount;
  }

  void release() {
    pool.give(buffer);
  }

  /** What it would be if each so many blocks, one or two, were laid over each other. */
  private double probability(int fold) {
    int blockCount = byteCount / BLOCK_BYTES;
    double sum = 0;
    for (int block = 0; block < blockCount; block += fold) {
      double product = 1;
      for (int word = 0; word < WORDS; word++) {
        int bits =
            Memory.readInt(at(address, block, word))
                | Memory.readInt(at(address, block + fold - 1, word));
        product *= Integer.bitCount(bits) / (double) Integer.SIZE;
      }
      sum += product;
    }
    int foldedCount = blockCount / fold;
    return sum / foldedCount;
  }

  private static void halve(long address, int blockCount) {
    for (int block = 0; block < blockCount; block += 2) {
      for (int word = 0; word < WORDS; word++) {
        int bits =
            Memory.readInt(at(address, block, word)) | Memory.readInt(at(address, block + 1, word));
        Memory.writeInt(at(address, block / 2, word), bits);
      }
    }
  }

  private static long at(long address, int block, int word) {
    return address + (long) block * BLOCK_BYTES + (long) word * Integer.BYTES;
  }
}
