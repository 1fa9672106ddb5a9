package dev.firn.engine.cluster;

import dev.firn.engine.batch.VectorMemory;
import dev.firn.engine.partition.KeyColumn;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.partition.RowChunk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sorts row numbers by keys, stably. The words of the first keys are packed into one number per
 * row, each in as few bits as its values differ in, and sorted; only where those are equal the next
 * words are read, and so on. So dates, buckets and short codes take one pass together, and long
 * text is read no further than needed.
 *
 * <p>Limit: {@link #BYTES_PER_ROW} of the allocator, whatever the keys.
 *
 * <p>Threads: one.
 */
final class KeySort implements AutoCloseable {
  /** A word and a row number, and as much again to sort them into. */
  static final int BYTES_PER_ROW = 2 * (Long.BYTES + Integer.BYTES);

  private final RetainedRows rows;
  private final ArrowBuf buffer;
  private final long words;
  private final long spareWords;
  private final long numbers;
  private final long spareNumbers;
  private final RowChunk chunk = new RowChunk();
  private final WordRange range = new WordRange();

  private KeySort(RetainedRows rows, ArrowBuf buffer) {
    this.rows = rows;
    this.buffer = buffer;
    long count = rows.rowCount();
    this.words = buffer.memoryAddress();
    this.spareWords = words + count * Long.BYTES;
    this.numbers = spareWords + count * Long.BYTES;
    this.spareNumbers = numbers + count * Integer.BYTES;
  }

  /** All rows, in the order of their arrival. */
  static KeySort of(RetainedRows rows, BufferAllocator allocator) {
    long bytes = Math.max(1, (long) rows.rowCount() * BYTES_PER_ROW);
    KeySort sort = new KeySort(rows, allocator.buffer(bytes));
    for (int row = 0; row < rows.rowCount(); row++) {
      StableSort.writeInt(sort.numbers, row, row);
    }
    return sort;
  }

  /** The row at a place in the order. */
  int row(int place) {
    return StableSort.readInt(numbers, place);
  }

  /** Sorts all rows by keys; returns where each stretch of equal rows begins. */
  RunStarts group(List<SortKey> keys) {
    RunStarts starts = new RunStarts();
    if (rows.rowCount() > 0) {
      refine(keys, 0, rows.rowCount(), starts);
    }
    return starts;
  }

  /** Sorts the rows from one place to before another by keys. */
  void sort(List<SortKey> keys, int from, int to) {
    if (to - from > 1 && !keys.isEmpty()) {
      refine(keys, from, to, null);
    }
  }

  @Override
  public void close() {
    buffer.close();
  }

  /** A stretch that is in order up to a word; its equal words up to {@code at} are done. */
  private static final class Stretch {
    private int at;
    private final int end;
    private final Cursor next;

    Stretch(int at, int end, Cursor next) {
      this.at = at;
      this.end = end;
      this.next = next;
    }
  }

  /**
   * Which word comes next: of which key, and at which depth; before a key's first word comes the
   * one that tells nulls from values.
   */
  private record Cursor(int key, int depth) {
    static final int NULLS = -2;

    static Cursor start() {
      return new Cursor(0, NULLS);
    }

    /** The next word, if the last one was as {@code range} says. */
    Cursor after(SortKey sortKey, WordRange range) {
      int deeper = KeyColumn.DONE;
      if (depth != NULLS) {
        deeper = sortKey.column().depthAfter(depth, range.lengthMin(), range.lengthMax());
      } else if (range.bits() > 0 || range.min() != sortKey.nullWord()) {
        // Not all are nulls.
        deeper = KeyColumn.FIRST;
      }
      return deeper == KeyColumn.DONE ? new Cursor(key + 1, NULLS) : new Cursor(key, deeper);
    }
  }

  /** Depth first, with the open stretches on a stack: text may share any number of words. */
  private void refine(List<SortKey> keys, int from, int to, @Nullable RunStarts starts) {
    Deque<Stretch> open = new ArrayDeque<>();
    open.push(new Stretch(from, to, sortOnce(keys, from, to, Cursor.start())));
    while (!open.isEmpty()) {
      Stretch stretch = open.element();
      boolean isFinal = stretch.next.key() == keys.size();
      if (stretch.at == stretch.end || (isFinal && starts == null)) {
        open.pop();
        continue;
      }
      int runStart = stretch.at;
      int runEnd = runEnd(runStart, stretch.end);
      stretch.at = runEnd;
      if (!isFinal && runEnd - runStart > 1) {
        Cursor next = sortOnce(keys, runStart, runEnd, stretch.next);
        open.push(new Stretch(runStart, runEnd, next));
      } else if (starts != null) {
        starts.add(runStart);
      }
    }
  }

  /** Sorts rows by as many of the next words as fit 64 bits; returns the word behind them. */
  private Cursor sortOnce(List<SortKey> keys, int from, int to, Cursor start) {
    Cursor cursor = start;
    int bits = 0;
    VectorMemory.ALL.asSlice(words + from * 8L, (to - from) * 8L).fill((byte) 0);
    while (cursor.key() < keys.size()) {
      SortKey key = keys.get(cursor.key());
      if (cursor.depth() == Cursor.NULLS) {
        readNulls(key, from, to);
      } else {
        readWords(key, cursor.depth(), from, to);
      }
      if (bits + range.bits() > Long.SIZE) {
        break;
      }
      if (range.bits() > 0) {
        pack(
            words + from * 8L,
            spareWords + from * 8L,
            to - from,
            range.bits(),
            range.min(),
            range.sharedLowBits());
        bits += range.bits();
      }
      cursor = cursor.after(key, range);
    }
    if (!StableSort.isSorted(words + from * 8L, to - from)) {
      StableSort.sort(
          words + from * 8L,
          spareWords + from * 8L,
          numbers + from * 4L,
          spareNumbers + from * 4L,
          to - from,
          bits);
    }
    return cursor;
  }

  /** Fills the spare words with what tells nulls from values. */
  private void readNulls(SortKey key, int from, int to) {
    range.clear();
    for (int at = from; at < to; at += RowChunk.ROWS_MAX) {
      chunk.load(rows, numbers + at * 4L, Math.min(RowChunk.ROWS_MAX, to - at));
      key.column().readNulls(chunk);
      putNulls(chunk.words(), chunk.nulls(), chunk.count(), key.nullWord());
      range.addWords(chunk.words(), chunk.count());
      store(chunk, spareWords + at * 8L);
    }
  }

  /** Fills the spare words with the values' words at a depth. */
  private void readWords(SortKey key, int depth, int from, int to) {
    range.clear();
    for (int at = from; at < to; at += RowChunk.ROWS_MAX) {
      chunk.load(rows, numbers + at * 4L, Math.min(RowChunk.ROWS_MAX, to - at));
      key.column().readWords(chunk, depth);
      turn(chunk.words(), chunk.count(), key.flip());
      range.add(chunk);
      store(chunk, spareWords + at * 8L);
    }
    if (range.hasNulls() && range.hasValues()) {
      evenNulls(key, from, to);
    }
  }

  /** Gives nulls the least word, so that they are equal and take no bits. */
  private void evenNulls(SortKey key, int from, int to) {
    for (int at = from; at < to; at += RowChunk.ROWS_MAX) {
      chunk.load(rows, numbers + at * 4L, Math.min(RowChunk.ROWS_MAX, to - at));
      key.column().readNulls(chunk);
      for (int i = 0; i < chunk.count(); i++) {
        if (chunk.nulls()[i]) {
          StableSort.writeLong(spareWords, at + i, range.min());
        }
      }
    }
  }

  private int runEnd(int from, int end) {
    long word = StableSort.readLong(words, from);
    int at = from + 1;
    while (at < end && StableSort.readLong(words, at) == word) {
      at++;
    }
    return at;
  }

  private static void putNulls(long[] words, boolean[] nulls, int count, long nullWord) {
    for (int i = 0; i < count; i++) {
      words[i] = nulls[i] ? nullWord : 0;
    }
  }

  private static void turn(long[] words, int count, long flip) {
    for (int i = 0; i < count; i++) {
      words[i] ^= flip;
    }
  }

  private static void pack(
      long words, long added, int count, int bits, long min, int sharedLowBits) {
    // Java shifts by the low six bits of a number, and 64 bits only fit if nothing came before.
    int shift = bits == Long.SIZE ? 0 : bits;
    for (int i = 0; i < count; i++) {
      long word = (StableSort.readLong(added, i) - min) >>> sharedLowBits;
      StableSort.writeLong(words, i, (StableSort.readLong(words, i) << shift) | word);
    }
  }

  private static void store(RowChunk chunk, long to) {
    MemorySegment.copy(chunk.words(), 0, VectorMemory.ALL, VectorMemory.LONG, to, chunk.count());
  }
}
