package dev.firn.engine.partition;

import java.util.Arrays;

/** Values that are null in every row: of a void transform, or of a column of unknown type. */
record NullKey() implements KeyColumn {
  @Override
  public void readNulls(RowChunk chunk) {
    Arrays.fill(chunk.nulls, 0, chunk.count, true);
  }

  @Override
  public void readWords(RowChunk chunk, int depth) {
    readNulls(chunk);
    Arrays.fill(chunk.words, 0, chunk.count, 0);
  }

  @Override
  public int depthAfter(int depth, int lengthMin, int lengthMax) {
    return DONE;
  }
}
