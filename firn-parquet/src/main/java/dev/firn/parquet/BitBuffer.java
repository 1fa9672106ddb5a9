package dev.firn.parquet;

/** Bits that are appended to, least significant first, as Parquet packs booleans and levels. */
final class BitBuffer {
  private final GrowableBuffer bytes;
  private long bitCount;

  BitBuffer(BufferPool pool) {
    this.bytes = new GrowableBuffer(pool);
  }

  /** Appends bits; those of the last word beyond {@code count} must be zero. */
  void append(long[] words, int count) {
    int wordCount = Bits.wordCount(count);
    long end = ((bitCount >>> 6) + wordCount + 1) * Long.BYTES;
    if (end > bytes.byteCount()) {
      bytes.reserve(end - bytes.byteCount());
      bytes.advance(end - bytes.byteCount());
    }
    long to = bytes.address() + (bitCount >>> 6) * Long.BYTES;
    append(words, wordCount, to, (int) bitCount & 63);
    bitCount += count;
  }

  long address() {
    return bytes.address();
  }

  long bitCount() {
    return bitCount;
  }

  void clear() {
    bytes.clear();
    bitCount = 0;
  }

  private static void append(long[] words, int wordCount, long to, int shift) {
    if (shift == 0) {
      Memory.writeLongs(words, wordCount, to);
      return;
    }
    long carry = Memory.readLong(to) & ((1L << shift) - 1);
    for (int i = 0; i < wordCount; i++) {
      long word = words[i];
      Memory.writeLong(to + (long) i * Long.BYTES, carry | (word << shift));
      carry = word >>> (64 - shift);
    }
    Memory.writeLong(to + (long) wordCount * Long.BYTES, carry);
  }
}
