package dev.firn.parquet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Loads a dictionary's values by the indices that a batch has of them: numbers are gathered, of
 * byte strings the places in the dictionary. No vector of the values is made.
 */
final class ReferenceLoader {
  private static final int DECIMAL_BYTES = DecimalNarrowing.ARROW_BYTES;

  private final LeafColumn column;
  private final @Nullable DecimalNarrowing narrowing;

  ReferenceLoader(LeafColumn column) {
    this.column = column;
    this.narrowing = column.layout().isDecimal() ? new DecimalNarrowing(column) : null;
  }

  /** As {@link ValueLoader#load}. */
  void load(
      References references, int position, int rowCount, int valueCount, Workspace workspace) {
    int[] indexes = workspace.indexes;
    references.read(position, rowCount, indexes);
    if (valueCount < rowCount) {
      Compaction.compact(indexes, workspace.validity, rowCount);
    }
    references.checkWithin(column, position, valueCount, workspace);
    long data = references.values().getDataBufferAddress();
    switch (column.layout()) {
      case BOOLEAN -> gatherBits(data, indexes, valueCount, workspace.booleans);
      case INT8 -> gatherBytes(data, indexes, valueCount, workspace.ints);
      case INT16 -> gatherShorts(data, indexes, valueCount, workspace.ints);
      case INT32, FLOAT -> gatherInts(data, indexes, valueCount, workspace.ints);
      case INT64, DOUBLE -> gatherLongs(data, indexes, valueCount, workspace.longs);
      case DECIMAL_INT32, DECIMAL_INT64, DECIMAL_FIXED ->
          gatherHalves(data, indexes, valueCount, workspace.longs, workspace.highLongs);
      case FIXED -> {
        locateFixed(data, column.typeBytes(), valueCount, workspace);
        workspace.makeAllReadable(valueCount, references.values().getDataBuffer());
      }
      case BYTES, LARGE_BYTES -> {
        ReferredBytes.locate(references, column.layout(), valueCount, workspace);
        BytesLoader.checkLengths(column, workspace.lengths, valueCount);
        workspace.makeAllReadable(valueCount, references.values().getDataBuffer());
      }
      case VIEW_BYTES -> {
        ReferredBytes.locate(references, column.layout(), valueCount, workspace);
        BytesLoader.checkLengths(column, workspace.lengths, valueCount);
      }
    }
    if (narrowing != null) {
      narrowing.narrow(position, rowCount, valueCount, workspace);
    }
  }

  private static void gatherBits(long from, int[] indexes, int count, long[] to) {
    Arrays.fill(to, 0);
    for (int i = 0; i < count; i++) {
      int index = indexes[i];
      long bit = (Memory.readByte(from + (index >>> 3)) >>> (index & 7)) & 1L;
      to[i >>> 6] |= bit << i;
    }
  }

  private static void gatherBytes(long from, int[] indexes, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readByte(from + indexes[i]);
    }
  }

  private static void gatherShorts(long from, int[] indexes, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readShort(from + (long) indexes[i] * Short.BYTES);
    }
  }

  private static void gatherInts(long from, int[] indexes, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readInt(from + (long) indexes[i] * Integer.BYTES);
    }
  }

  private static void gatherLongs(long from, int[] indexes, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readLong(from + (long) indexes[i] * Long.BYTES);
    }
  }

  private static void gatherHalves(long from, int[] indexes, int count, long[] lows, long[] highs) {
    for (int i = 0; i < count; i++) {
      long at = from + (long) indexes[i] * DECIMAL_BYTES;
      lows[i] = Memory.readLong(at);
      highs[i] = Memory.readLong(at + Long.BYTES);
    }
  }

  private static void locateFixed(long data, int typeBytes, int count, Workspace workspace) {
    for (int i = 0; i < count; i++) {
      workspace.starts[i] = data + (long) workspace.indexes[i] * typeBytes;
    }
    Arrays.fill(workspace.lengths, 0, count, typeBytes);
  }
}
