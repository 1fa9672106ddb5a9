package dev.firn.parquet;

import java.util.function.LongSupplier;
import org.apache.arrow.memory.ArrowBuf;

/**
 * What one thread needs to encode one slice of one column: dense values, without gaps for nulls, in
 * arrays small enough for the first caches. Which array is used depends on the column's layout.
 *
 * <p>Threads: one at a time.
 */
final class Workspace implements AutoCloseable {
  /** Rows per slice: 32 KiB of longs, so that all steps over a slice find it in the cache. */
  static final int SLICE_ROWS_MAX = 4096;

  /** Which rows of the slice have a value, a bit for each. */
  final long[] validity = new long[SLICE_ROWS_MAX / Long.SIZE];

  final long[] booleans = new long[SLICE_ROWS_MAX / Long.SIZE + 1];
  final int[] ints = new int[SLICE_ROWS_MAX + 1];
  final long[] longs = new long[SLICE_ROWS_MAX + 1];

  /** The upper halves of 128-bit decimals, whose lower halves are {@link #longs}. */
  final long[] highLongs = new long[SLICE_ROWS_MAX];

  /**
   * Where values of bytes begin and how long they are. Eight bytes can be read from each start,
   * whatever the length.
   */
  final long[] starts = new long[SLICE_ROWS_MAX];

  final int[] lengths = new int[SLICE_ROWS_MAX];

  /** A hash per value, and then its place in the dictionary. */
  final int[] hashes = new int[SLICE_ROWS_MAX];

  /** Before that, which of a batch's dictionary each value is. */
  final int[] indexes = new int[SLICE_ROWS_MAX];

  /** A block of differences. */
  final long[] deltas = new long[DeltaBinaryPackedEncoder.BLOCK];

  /** Values that are converted to bytes before they are encoded. */
  final GrowableBuffer converted;

  /** The levels of the slice, if the column is nested. */
  final SliceLevels slice;

  final GrowableBuffer levels;
  final GrowableBuffer encoded;

  /** Lengths of byte strings while a page is encoded. */
  final GrowableBuffer scratch;

  final GrowableBuffer compressed;

  /** The last bytes of a vector, with room behind them. */
  private final GrowableBuffer lastBytes;

  final Compressor compressor;
  final LongSupplier nanos;

  Workspace(BufferPool pool, LongSupplier nanos) {
    this.nanos = nanos;
    this.compressor = new Compressor(nanos);
    this.converted = new GrowableBuffer(pool);
    this.slice = new SliceLevels(pool);
    this.levels = new GrowableBuffer(pool);
    this.encoded = new GrowableBuffer(pool);
    this.scratch = new GrowableBuffer(pool);
    this.compressed = new GrowableBuffer(pool);
    this.lastBytes = new GrowableBuffer(pool);
  }

  /**
   * Moves values that begin in a buffer's last bytes to where more can be read.
   *
   * @param count how many values there are, each beginning where the one before it does or later
   */
  void makeReadable(int count, ArrowBuf buffer) {
    if (count > 0 && starts[count - 1] > lastReadable(buffer)) {
      makeAllReadable(count, buffer);
    }
  }

  /** The same for values in any order. */
  void makeAllReadable(int count, ArrowBuf buffer) {
    long lastReadable = lastReadable(buffer);
    long from = Math.max(buffer.memoryAddress(), lastReadable);
    lastBytes.clear();
    long to = lastBytes.reserve(Long.BYTES);
    Memory.copy(from, to, buffer.memoryAddress() + buffer.capacity() - from);
    for (int i = 0; i < count; i++) {
      if (starts[i] > lastReadable) {
        starts[i] += to - from;
      }
    }
  }

  private static long lastReadable(ArrowBuf buffer) {
    return buffer.memoryAddress() + buffer.capacity() - Long.BYTES;
  }

  /** Gives all buffers back to their pool. */
  void release() {
    converted.release();
    slice.release();
    levels.release();
    encoded.release();
    scratch.release();
    compressed.release();
    lastBytes.release();
  }

  @Override
  public void close() {
    compressor.close();
  }
}
