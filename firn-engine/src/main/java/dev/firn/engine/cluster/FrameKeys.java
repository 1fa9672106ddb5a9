package dev.firn.engine.cluster;

import dev.firn.engine.partition.KeyColumn;
import dev.firn.engine.partition.RowChunk;
import java.util.List;

/**
 * The keys of some rows of one batch, so that rows of different batches can be compared: the first
 * word of each key is at hand, further words are made when two rows are equal so far.
 *
 * <p>Limit: 8 to 13 bytes of heap for each row and key: the word, of bytes a length, and a null.
 *
 * <p>Threads: one.
 */
final class FrameKeys {
  private final int firstRow;
  private final FirstWords[] keys;
  private final RowChunk chunk = new RowChunk();

  /** One key of all rows. */
  private static final class FirstWords {
    private final SortKey key;
    private final boolean hasMore;
    private final long[] words;

    /** Empty if values have one word. */
    private final int[] lengths;

    /** Empty if no row has a null. */
    private boolean[] nulls = new boolean[0];

    FirstWords(SortKey key, int rowCount) {
      this.key = key;
      this.hasMore =
          key.column().depthAfter(KeyColumn.FIRST, 0, Integer.MAX_VALUE) != KeyColumn.DONE;
      this.words = new long[rowCount];
      this.lengths = new int[hasMore ? rowCount : 0];
    }

    void read(RowChunk chunk, int from) {
      key.column().readWords(chunk, KeyColumn.FIRST);
      boolean anyNull = false;
      for (int i = 0; i < chunk.count(); i++) {
        words[from + i] = chunk.words()[i] ^ key.flip();
        anyNull |= chunk.nulls()[i];
      }
      if (hasMore) {
        System.arraycopy(chunk.lengths(), 0, lengths, from, chunk.count());
      }
      if (anyNull) {
        if (nulls.length == 0) {
          nulls = new boolean[words.length];
        }
        System.arraycopy(chunk.nulls(), 0, nulls, from, chunk.count());
      }
    }

    boolean isNull(int row) {
      return nulls.length > 0 && nulls[row];
    }

    long word(RowChunk chunk, int position, int depth) {
      chunk.loadRange(0, position, 1);
      key.column().readWords(chunk, depth);
      return chunk.words()[0] ^ key.flip();
    }
  }

  /**
   * Reads the keys of rows of a batch, which are counted from the first of them on.
   *
   * @param sortKeys over rows whose first batch it is; they are used as long as this is
   * @param firstRow its position in the batch
   */
  FrameKeys(List<SortKey> sortKeys, int firstRow, int rowCount) {
    this.firstRow = firstRow;
    this.keys = new FirstWords[sortKeys.size()];
    for (int key = 0; key < keys.length; key++) {
      keys[key] = new FirstWords(sortKeys.get(key), rowCount);
    }
    for (int from = 0; from < rowCount; from += RowChunk.ROWS_MAX) {
      chunk.loadRange(0, firstRow + from, Math.min(RowChunk.ROWS_MAX, rowCount - from));
      for (FirstWords key : keys) {
        key.read(chunk, from);
      }
    }
  }

  /** Negative, zero or positive as a row is before, equal to or behind a row of another batch. */
  int compare(int row, FrameKeys other, int otherRow) {
    for (int i = 0; i < keys.length; i++) {
      FirstWords mine = keys[i];
      FirstWords theirs = other.keys[i];
      boolean isNull = mine.isNull(row);
      boolean isOtherNull = theirs.isNull(otherRow);
      if (isNull || isOtherNull) {
        if (isNull && isOtherNull) {
          continue;
        }
        int nullsFirst = Long.signum(mine.key.nullWord());
        return isNull ? nullsFirst : -nullsFirst;
      }
      int order = Long.compare(mine.words[row], theirs.words[otherRow]);
      if (order == 0 && mine.hasMore) {
        order = compareDeeper(i, row, other, otherRow);
      }
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int compareDeeper(int key, int row, FrameKeys other, int otherRow) {
    FirstWords mine = keys[key];
    FirstWords theirs = other.keys[key];
    int shorter = Math.min(mine.lengths[row], theirs.lengths[otherRow]);
    int longer = Math.max(mine.lengths[row], theirs.lengths[otherRow]);
    int depth = KeyColumn.FIRST;
    int order = 0;
    while (order == 0) {
      depth = mine.key.column().depthAfter(depth, shorter, longer);
      if (depth == KeyColumn.DONE) {
        return 0;
      }
      order =
          Long.compare(
              mine.word(chunk, firstRow + row, depth),
              theirs.word(other.chunk, other.firstRow + otherRow, depth));
    }
    return order;
  }
}
