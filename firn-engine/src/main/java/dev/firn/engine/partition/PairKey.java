package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import org.apache.iceberg.types.Type;

/**
 * Values of 128 bits: UUIDs, which are stored highest byte first, and decimals, which are stored
 * lowest byte first and may be truncated to a multiple.
 *
 * @param multiple what decimals are rounded down to, in units of their last digit; 0 for not at all
 */
record PairKey(SourceColumn source, int multiple) implements KeyColumn {
  private static final int LOW = FIRST + 1;

  @Override
  public void readNulls(RowChunk chunk) {
    source.readNulls(chunk);
  }

  @Override
  public void readWords(RowChunk chunk, int depth) {
    source.readNulls(chunk);
    if (source.type().typeId() == Type.TypeID.UUID) {
      readUuids(chunk, source.values(), depth * 8L);
    } else if (multiple == 0) {
      readDecimals(chunk, source.values(), depth);
    } else {
      readTruncated(chunk, source.values(), depth, multiple);
    }
  }

  @Override
  public int depthAfter(int depth, int lengthMin, int lengthMax) {
    return depth == FIRST ? LOW : DONE;
  }

  private static void readUuids(RowChunk chunk, long[] from, long offset) {
    for (int i = 0; i < chunk.count; i++) {
      long at = from[chunk.batches[i]] + chunk.positions[i] * 16L + offset;
      // Bytes are unsigned, words are signed.
      chunk.words[i] =
          chunk.nulls[i]
              ? 0
              : Long.reverseBytes(VectorMemory.ALL.get(VectorMemory.LONG, at)) ^ Long.MIN_VALUE;
    }
  }

  private static void readDecimals(RowChunk chunk, long[] from, int depth) {
    long offset = depth == FIRST ? 8 : 0;
    long flip = depth == FIRST ? 0 : Long.MIN_VALUE;
    for (int i = 0; i < chunk.count; i++) {
      long at = from[chunk.batches[i]] + chunk.positions[i] * 16L + offset;
      chunk.words[i] = chunk.nulls[i] ? 0 : VectorMemory.ALL.get(VectorMemory.LONG, at) ^ flip;
    }
  }

  private static void readTruncated(RowChunk chunk, long[] from, int depth, int multiple) {
    for (int i = 0; i < chunk.count; i++) {
      if (chunk.nulls[i]) {
        chunk.words[i] = 0;
        continue;
      }
      long at = from[chunk.batches[i]] + chunk.positions[i] * 16L;
      long low = VectorMemory.ALL.get(VectorMemory.LONG, at);
      long high = VectorMemory.ALL.get(VectorMemory.LONG, at + 8);
      long rest = floorRemainder(high, low, multiple);
      long borrow = Long.compareUnsigned(low, rest) < 0 ? 1 : 0;
      chunk.words[i] = depth == FIRST ? high - borrow : (low - rest) ^ Long.MIN_VALUE;
    }
  }

  /** A 128-bit number modulo a divisor below 2^31, by long division in digits of 32 bits. */
  private static long floorRemainder(long high, long low, long divisor) {
    long rest = Math.floorMod(high, divisor);
    rest = ((rest << 32) | (low >>> 32)) % divisor;
    return ((rest << 32) | (low & 0xffffffffL)) % divisor;
  }
}
