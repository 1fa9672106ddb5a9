package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import org.apache.iceberg.types.Type;

/**
 * Text and binary, ordered by unsigned bytes: a word is eight bytes, with zeros behind the end, and
 * the last one is the length, which tells values apart that differ only in zeros at the end.
 *
 * @param lengthLimit where values are cut: in code points for text, else in bytes
 */
record BytesKey(SourceColumn source, int lengthLimit) implements KeyColumn {
  /** The depth of the length, which comes after all bytes. */
  private static final int LENGTH = Integer.MAX_VALUE;

  @Override
  public void readNulls(RowChunk chunk) {
    source.readNulls(chunk);
  }

  @Override
  public void readWords(RowChunk chunk, int depth) {
    source.readNulls(chunk);
    readStretches(chunk);
    if (depth == LENGTH) {
      for (int i = 0; i < chunk.count; i++) {
        chunk.words[i] = chunk.nulls[i] ? 0 : chunk.lengths[i];
      }
    } else {
      readBlocks(chunk, (long) depth * Long.BYTES);
    }
  }

  @Override
  public int depthAfter(int depth, int lengthMin, int lengthMax) {
    if (depth == LENGTH) {
      return DONE;
    }
    if (lengthMax > (depth + 1L) * Long.BYTES) {
      return depth + 1;
    }
    return lengthMin < lengthMax ? LENGTH : DONE;
  }

  /** Where each value begins, and how long it is after it was cut. */
  private void readStretches(RowChunk chunk) {
    if (source.width() < 0) {
      readVariable(chunk, source.values(), source.offsets());
    } else {
      readFixed(chunk, source.values(), source.width());
    }
    if (lengthLimit < Integer.MAX_VALUE) {
      if (source.type().typeId() == Type.TypeID.STRING) {
        cutText(chunk, lengthLimit);
      } else {
        cutBytes(chunk, lengthLimit);
      }
    }
    measure(chunk);
  }

  private static void readVariable(RowChunk chunk, long[] from, long[] offsets) {
    for (int i = 0; i < chunk.count; i++) {
      if (!chunk.nulls[i]) {
        long offset = offsets[chunk.batches[i]] + chunk.positions[i] * 4L;
        int start = VectorMemory.ALL.get(VectorMemory.INT, offset);
        chunk.addresses[i] = from[chunk.batches[i]] + start;
        chunk.lengths[i] = VectorMemory.ALL.get(VectorMemory.INT, offset + 4) - start;
      }
    }
  }

  private static void readFixed(RowChunk chunk, long[] from, int width) {
    for (int i = 0; i < chunk.count; i++) {
      chunk.addresses[i] = from[chunk.batches[i]] + (long) chunk.positions[i] * width;
      chunk.lengths[i] = width;
    }
  }

  private static void cutBytes(RowChunk chunk, int bytesMax) {
    for (int i = 0; i < chunk.count; i++) {
      chunk.lengths[i] = Math.min(chunk.lengths[i], bytesMax);
    }
  }

  /** Every byte of UTF-8 that is no continuation begins a code point. */
  private static void cutText(RowChunk chunk, int codePointsMax) {
    for (int i = 0; i < chunk.count; i++) {
      // No text has more code points than bytes.
      if (chunk.nulls[i] || chunk.lengths[i] <= codePointsMax) {
        continue;
      }
      long at = chunk.addresses[i];
      int codePoints = 0;
      int length = 0;
      while (length < chunk.lengths[i]) {
        boolean begins = (VectorMemory.ALL.get(VectorMemory.BYTE, at + length) & 0xc0) != 0x80;
        if (begins && codePoints++ == codePointsMax) {
          break;
        }
        length++;
      }
      chunk.lengths[i] = length;
    }
  }

  private static void measure(RowChunk chunk) {
    int min = Integer.MAX_VALUE;
    int max = 0;
    for (int i = 0; i < chunk.count; i++) {
      if (!chunk.nulls[i]) {
        min = Math.min(min, chunk.lengths[i]);
        max = Math.max(max, chunk.lengths[i]);
      }
    }
    chunk.lengthMin = min;
    chunk.lengthMax = max;
  }

  private static void readBlocks(RowChunk chunk, long offset) {
    for (int i = 0; i < chunk.count; i++) {
      chunk.words[i] =
          chunk.nulls[i]
              ? 0
              : block(chunk.addresses[i] + offset, chunk.lengths[i] - offset) ^ Long.MIN_VALUE;
    }
  }

  private static long block(long at, long length) {
    if (length >= Long.BYTES) {
      return Long.reverseBytes(VectorMemory.ALL.get(VectorMemory.LONG, at));
    }
    long block = 0;
    for (int i = 0; i < length; i++) {
      block |= (VectorMemory.ALL.get(VectorMemory.BYTE, at + i) & 0xffL) << (56 - 8 * i);
    }
    return block;
  }
}
