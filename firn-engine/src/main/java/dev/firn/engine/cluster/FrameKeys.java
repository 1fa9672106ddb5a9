package dev.firn.engine.cluster;

import dev.firn.engine.partition.KeyColumn;
import dev.firn.engine.partition.RowChunk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the rows of one batch, so that rows of different batches can be compared: the first
 * word of each key is at hand, further words are made when two rows are equal so far.
 *
 * <p>Limit: 8 to 13 bytes of heap for each row and key: the word, of bytes a length, and a null.
 *
 * <p>Threads: one.
 */
final class FrameKeys {
  private final List<SortKey> keys;
  private final long[][] words;

  /** By key; null where no row has a null. */
  private final boolean @Nullable [][] nulls;

  /** By key; of each row, where values are bytes of different lengths; else null. */
  private final int @Nullable [][] lengths;

  private final boolean[] hasMoreWords;
  private final RowChunk chunk = new RowChunk();

  /**
   * Reads the keys of a batch.
   *
   * @param keys over rows whose first batch it is; they are used as long as this is
   */
  FrameKeys(List<SortKey> keys, int rowCount) {
    this.keys = keys;
    this.words = new long[keys.size()][rowCount];
    this.nulls = new boolean[keys.size()][];
    this.lengths = new int[keys.size()][];
    this.hasMoreWords = new boolean[keys.size()];
    for (int key = 0; key < keys.size(); key++) {
      hasMoreWords[key] =
          keys.get(key).column().depthAfter(KeyColumn.FIRST, 0, Integer.MAX_VALUE)
              != KeyColumn.DONE;
    }
    for (int from = 0; from < rowCount; from += RowChunk.ROWS_MAX) {
      chunk.loadRange(0, from, Math.min(RowChunk.ROWS_MAX, rowCount - from));
      for (int key = 0; key < keys.size(); key++) {
        read(key, from, rowCount);
      }
    }
  }

  private void read(int key, int from, int rowCount) {
    keys.get(key).column().readWords(chunk, KeyColumn.FIRST);
    long flip = keys.get(key).flip();
    if (hasMoreWords[key]) {
      int[] known = lengths[key];
      if (known == null) {
        known = new int[rowCount];
        lengths[key] = known;
      }
      System.arraycopy(chunk.lengths(), 0, known, from, chunk.count());
    }
    boolean anyNull = false;
    for (int i = 0; i < chunk.count(); i++) {
      words[key][from + i] = chunk.words()[i] ^ flip;
      anyNull |= chunk.nulls()[i];
    }
    if (anyNull) {
      boolean[] known = nulls[key];
      if (known == null) {
        known = new boolean[rowCount];
        nulls[key] = known;
      }
      System.arraycopy(chunk.nulls(), 0, known, from, chunk.count());
    }
  }

  /** Negative, zero or positive as a row is before, equal to or behind a row of another batch. */
  int compare(int row, FrameKeys other, int otherRow) {
    for (int key = 0; key < words.length; key++) {
      boolean isNull = isNull(key, row);
      boolean isOtherNull = other.isNull(key, otherRow);
      if (isNull || isOtherNull) {
        if (isNull && isOtherNull) {
          continue;
        }
        int nullFirst = Long.signum(keys.get(key).nullWord());
        return isNull ? nullFirst : -nullFirst;
      }
      int order = Long.compare(words[key][row], other.words[key][otherRow]);
      if (order == 0 && hasMoreWords[key]) {
        order = compareDeeper(key, row, other, otherRow);
      }
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private boolean isNull(int key, int row) {
    boolean[] known = nulls[key];
    return known != null && known[row];
  }

  private int compareDeeper(int key, int row, FrameKeys other, int otherRow) {
    KeyColumn column = keys.get(key).column();
    int length = length(key, row);
    int otherLength = other.length(key, otherRow);
    int depth = KeyColumn.FIRST;
    while (true) {
      depth =
          column.depthAfter(depth, Math.min(length, otherLength), Math.max(length, otherLength));
      if (depth == KeyColumn.DONE) {
        return 0;
      }
      int order = Long.compare(word(key, row, depth), other.word(key, otherRow, depth));
      if (order != 0) {
        return order;
      }
    }
  }

  private int length(int key, int row) {
    int[] known = lengths[key];
    return known == null ? 0 : known[row];
  }

  private long word(int key, int row, int depth) {
    chunk.loadRange(0, row, 1);
    keys.get(key).column().readWords(chunk, depth);
    return chunk.words()[0] ^ keys.get(key).flip();
  }
}
