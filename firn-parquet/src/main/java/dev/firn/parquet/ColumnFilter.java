package dev.firn.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.jspecify.annotations.Nullable;

/**
 * The Bloom filter of a column's open chunk. Values of a chunk that are all in its dictionary are
 * added at the end, to a filter that their number surely fits. Of others the number is not known,
 * so they are added as they come, to the largest filter there may be. Both are folded at the end as
 * far as the wanted probability allows.
 *
 * <p>Zeros of both signs are added where either occurs, and the usual NaN with any other: readers
 * hash what a query names, and these are equal to it.
 *
 * <p>Threads: one at a time. Limit: one filter of at most its largest bytes.
 */
final class ColumnFilter {
  /** A filter that lets more than half of all values pass saves less than it takes to read. */
  private static final double PROBABILITY_MAX = 0.5;

  private static final int FLOAT_NAN = 0x7fc00000;
  private static final int FLOAT_INFINITY = 0x7f800000;
  private static final long DOUBLE_NAN = 0x7ff8000000000000L;
  private static final long DOUBLE_INFINITY = 0x7ff0000000000000L;

  private final LeafColumn column;
  private final BloomFilterOptions options;
  private final BufferPool pool;
  private @Nullable BloomFilter filter;
  private byte[] header = {};

  /** Those added, and so no fewer than there are distinct ones. */
  private long valueCount;

  ColumnFilter(LeafColumn column, BloomFilterOptions options, BufferPool pool) {
    this.column = column;
    this.options = options;
    this.pool = pool;
  }

  /** Adds the workspace's values. */
  void add(Workspace workspace, int count) {
    BloomFilter to = filter(options.largestBytes());
    switch (column.layout().physical()) {
      case INT32 -> addInts(workspace.ints, count, to);
      case INT64 -> addLongs(workspace.longs, count, to);
      case FLOAT -> addFloats(workspace.ints, count, to);
      case DOUBLE -> addDoubles(workspace.longs, count, to);
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
          addBytes(workspace.starts, workspace.lengths, count, to);
      case BOOLEAN, INT96 -> throw new IllegalStateException("A filter of " + column.layout());
    }
    valueCount += count;
  }

  /** Adds the entries of a dictionary that more values come after. */
  void add(Dictionary entries) {
    if (entries.entryCount() > 0) {
      addEntries(entries, filter(options.largestBytes()));
      valueCount += entries.entryCount();
    }
  }

  /**
   * Ends the filter.
   *
   * @param all the dictionary that holds all values of the chunk, or null if none does
   */
  void finish(@Nullable Dictionary all) {
    // Without a dictionary it was made before, unless there are no values.
    BloomFilter finished = filter(all == null ? BloomFilter.BLOCK_BYTES : roomyBytes(all));
    if (all != null) {
      addEntries(all, finished);
    }
    finished.foldTo(options.falsePositiveProbability());
    if (finished.falsePositiveProbability() > PROBABILITY_MAX) {
      release();
    } else {
      header = header(finished.byteCount());
    }
  }

  /** The bytes of the finished filter with its header; 0 if it was not worth writing. */
  int byteCount() {
    return filter == null ? 0 : header.length + filter.byteCount();
  }

  /** Writes the finished filter, and its place into the chunk's metadata. */
  void write(FileOutput output, ColumnMetaData metadata) throws IOException {
    BloomFilter finished = filter;
    if (finished != null) {
      metadata.setBloom_filter_offset(output.offset());
      metadata.setBloom_filter_length(byteCount());
      output.write(header);
      output.write(finished.address(), finished.byteCount());
    }
  }

  /** An upper bound of what it will take in the file, but for its header. */
  long bytesEstimate(@Nullable Dictionary all) {
    return options.bytesFor(all == null ? valueCount : all.entryCount());
  }

  /** Forgets the chunk. */
  void release() {
    if (filter != null) {
      filter.release();
      filter = null;
    }
    header = new byte[0];
    valueCount = 0;
  }

  /** Twice what the formula says, which leaves out that blocks are filled unevenly. */
  private int roomyBytes(Dictionary all) {
    return Math.min(options.largestBytes(), 2 * options.bytesFor(all.entryCount()));
  }

  private BloomFilter filter(int byteCount) {
    BloomFilter made = filter;
    if (made == null) {
      made = new BloomFilter(pool, byteCount);
      filter = made;
    }
    return made;
  }

  /** Entries in plain encoding, and so in the order and form that values have. */
  private void addEntries(Dictionary entries, BloomFilter to) {
    long at = entries.plainEntries().address();
    int count = entries.entryCount();
    Type type = column.layout().physical();
    int entryBytes = column.typeBytes() > 0 ? column.typeBytes() : column.layout().fixedBytes();
    for (int i = 0; i < count; i++) {
      int length = type == Type.BYTE_ARRAY ? Memory.readInt(at) : entryBytes;
      switch (type) {
        case INT32 -> to.add(XxHash64.of(Memory.readInt(at)));
        case INT64 -> to.add(XxHash64.of(Memory.readLong(at)));
        case FLOAT -> addFloat(Memory.readInt(at), to);
        case DOUBLE -> addDouble(Memory.readLong(at), to);
        case BYTE_ARRAY -> to.add(XxHash64.of(at + Integer.BYTES, length));
        case FIXED_LEN_BYTE_ARRAY -> to.add(XxHash64.of(at, length));
        case BOOLEAN, INT96 -> throw new IllegalStateException("A filter of " + column.layout());
      }
      at += type == Type.BYTE_ARRAY ? Integer.BYTES + length : length;
    }
  }

  private static void addInts(int[] values, int count, BloomFilter to) {
    for (int i = 0; i < count; i++) {
      to.add(XxHash64.of(values[i]));
    }
  }

  private static void addLongs(long[] values, int count, BloomFilter to) {
    for (int i = 0; i < count; i++) {
      to.add(XxHash64.of(values[i]));
    }
  }

  private static void addFloats(int[] values, int count, BloomFilter to) {
    for (int i = 0; i < count; i++) {
      addFloat(values[i], to);
    }
  }

  private static void addDoubles(long[] values, int count, BloomFilter to) {
    for (int i = 0; i < count; i++) {
      addDouble(values[i], to);
    }
  }

  private static void addBytes(long[] starts, int[] lengths, int count, BloomFilter to) {
    for (int i = 0; i < count; i++) {
      to.add(XxHash64.of(starts[i], lengths[i]));
    }
  }

  private static void addFloat(int bits, BloomFilter to) {
    int magnitude = bits & Integer.MAX_VALUE;
    to.add(XxHash64.of(bits));
    if (magnitude == 0) {
      to.add(XxHash64.of(bits ^ Integer.MIN_VALUE));
    } else if (magnitude > FLOAT_INFINITY) {
      to.add(XxHash64.of(FLOAT_NAN));
    }
  }

  private static void addDouble(long bits, BloomFilter to) {
    long magnitude = bits & Long.MAX_VALUE;
    to.add(XxHash64.of(bits));
    if (magnitude == 0) {
      to.add(XxHash64.of(bits ^ Long.MIN_VALUE));
    } else if (magnitude > DOUBLE_INFINITY) {
      to.add(XxHash64.of(DOUBLE_NAN));
    }
  }

  private static byte[] header(int byteCount) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writeBloomFilterHeader(
          new BloomFilterHeader(
              byteCount,
              BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
              BloomFilterHash.XXHASH(new XxHash()),
              BloomFilterCompression.UNCOMPRESSED(new Uncompressed())),
          bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to the heap failed.", e);
    }
    return bytes.toByteArray();
  }
}
