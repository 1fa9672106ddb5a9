package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import org.apache.iceberg.types.Type;

/** Buckets of values that are longer than a word: text, binary, decimals and UUIDs. */
record HashKey(SourceColumn source, int buckets) implements KeyColumn {
  @Override
  public void readNulls(RowChunk chunk) {
    source.readNulls(chunk);
  }

  @Override
  public void readWords(RowChunk chunk, int depth) {
    source.readNulls(chunk);
    if (source.type().typeId() == Type.TypeID.DECIMAL) {
      hashDecimals(chunk, source.values());
    } else if (source.width() < 0) {
      hashVariable(chunk, source.values(), source.offsets());
    } else {
      hashFixed(chunk, source.values(), source.width());
    }
    buckets(chunk.words, chunk.nulls, chunk.count, buckets);
  }

  @Override
  public int depthAfter(int depth, int lengthMin, int lengthMax) {
    return DONE;
  }

  private static void hashDecimals(RowChunk chunk, long[] from) {
    for (int i = 0; i < chunk.count; i++) {
      if (!chunk.nulls[i]) {
        long at = from[chunk.batches[i]] + chunk.positions[i] * 16L;
        long low = VectorMemory.ALL.get(VectorMemory.LONG, at);
        chunk.words[i] = Murmur3.ofDecimal(VectorMemory.ALL.get(VectorMemory.LONG, at + 8), low);
      }
    }
  }

  private static void hashVariable(RowChunk chunk, long[] from, long[] offsets) {
    for (int i = 0; i < chunk.count; i++) {
      if (!chunk.nulls[i]) {
        long offset = offsets[chunk.batches[i]] + chunk.positions[i] * 4L;
        int start = VectorMemory.ALL.get(VectorMemory.INT, offset);
        int end = VectorMemory.ALL.get(VectorMemory.INT, offset + 4);
        chunk.words[i] =
            Murmur3.ofBytes(VectorMemory.ALL, from[chunk.batches[i]] + start, end - start);
      }
    }
  }

  private static void hashFixed(RowChunk chunk, long[] from, int width) {
    for (int i = 0; i < chunk.count; i++) {
      if (!chunk.nulls[i]) {
        long at = from[chunk.batches[i]] + (long) chunk.positions[i] * width;
        chunk.words[i] = Murmur3.ofBytes(VectorMemory.ALL, at, width);
      }
    }
  }

  private static void buckets(long[] hashes, boolean[] nulls, int count, int buckets) {
    for (int i = 0; i < count; i++) {
      hashes[i] = nulls[i] ? 0 : ((int) hashes[i] & Integer.MAX_VALUE) % buckets;
    }
  }
}
