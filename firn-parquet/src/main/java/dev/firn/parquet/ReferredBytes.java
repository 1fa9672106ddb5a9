package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/** Byte strings of a dictionary that slots refer to: how long they are and where they lie. */
final class ReferredBytes {
  /** Slots whose lengths are looked at in one go: one KiB of them. */
  private static final int BLOCK_SLOTS = 256;

  private ReferredBytes() {}

  /** The bytes of the values of a range of slots, nulls left out. */
  static long dataBytes(References references, Layout layout, int position, int slotCount) {
    int[] lengths = new int[Math.min(slotCount, BLOCK_SLOTS)];
    long bytes = 0;
    for (int done = 0; done < slotCount; done += BLOCK_SLOTS) {
      int count = Math.min(BLOCK_SLOTS, slotCount - done);
      readLengths(references, layout, position + done, count, lengths);
      bytes += PlainEncoder.sum(lengths, count);
    }
    return bytes;
  }

  /** The most slots whose values, each behind its length, take no more than these bytes. */
  static int slotsThatFit(
      References references, Layout layout, int position, int slotCount, long bytesMax) {
    int[] lengths = new int[Math.min(slotCount, BLOCK_SLOTS)];
    long bytesLeft = bytesMax;
    for (int done = 0; done < slotCount; done += BLOCK_SLOTS) {
      int count = Math.min(BLOCK_SLOTS, slotCount - done);
      readLengths(references, layout, position + done, count, lengths);
      long bytes = PlainEncoder.sum(lengths, count) + (long) Integer.BYTES * count;
      if (bytes > bytesLeft) {
        return done + countThatFit(lengths, bytesLeft);
      }
      bytesLeft -= bytes;
    }
    return slotCount;
  }

  /** Finds where the values of indices lie, all of which are within the dictionary. */
  static void locate(References references, Layout layout, int count, Workspace workspace) {
    FieldVector values = references.values();
    int[] indexes = workspace.indexes;
    long[] starts = workspace.starts;
    int[] lengths = workspace.lengths;
    long data = values.getDataBufferAddress();
    switch (layout) {
      case BYTES -> locate(indexes, count, values.getOffsetBufferAddress(), data, starts, lengths);
      case LARGE_BYTES ->
          locateLarge(indexes, count, values.getOffsetBufferAddress(), data, starts, lengths);
      case VIEW_BYTES -> {
        List<ArrowBuf> buffers = ((BaseVariableWidthViewVector) values).getDataBuffers();
        locateViews(indexes, count, data, buffers, starts, lengths);
      }
      case BOOLEAN,
          INT8,
          INT16,
          INT32,
          FLOAT,
          INT64,
          DOUBLE,
          DECIMAL_INT32,
          DECIMAL_INT64,
          DECIMAL_FIXED,
          FIXED ->
          throw notBytes(layout);
    }
  }

  /** The lengths of slots' values; 0 of nulls and of indices that are outside the dictionary. */
  private static void readLengths(
      References references, Layout layout, int position, int count, int[] lengths) {
    FieldVector values = references.values();
    references.readKnown(position, count, lengths);
    switch (layout) {
      case BYTES -> measure(lengths, count, values.getOffsetBufferAddress());
      case LARGE_BYTES -> measureLarge(lengths, count, values.getOffsetBufferAddress());
      case VIEW_BYTES -> measureViews(lengths, count, values.getDataBufferAddress());
      case BOOLEAN,
          INT8,
          INT16,
          INT32,
          FLOAT,
          INT64,
          DOUBLE,
          DECIMAL_INT32,
          DECIMAL_INT64,
          DECIMAL_FIXED,
          FIXED ->
          throw notBytes(layout);
    }
  }

  private static IllegalStateException notBytes(Layout layout) {
    return new IllegalStateException("Layout " + layout + " has no byte strings.");
  }

  /** Replaces indices, negative ones by 0, by the lengths of their values. */
  private static void measure(int[] indexes, int count, long offsets) {
    for (int i = 0; i < count; i++) {
      long at = offsets + (long) indexes[i] * Integer.BYTES;
      indexes[i] = indexes[i] < 0 ? 0 : Memory.readInt(at + Integer.BYTES) - Memory.readInt(at);
    }
  }

  private static void measureLarge(int[] indexes, int count, long offsets) {
    for (int i = 0; i < count; i++) {
      long at = offsets + (long) indexes[i] * Long.BYTES;
      indexes[i] =
          indexes[i] < 0 ? 0 : clamp(Memory.readLong(at + Long.BYTES) - Memory.readLong(at));
    }
  }

  private static void measureViews(int[] indexes, int count, long views) {
    for (int i = 0; i < count; i++) {
      long view = views + (long) indexes[i] * ViewLoader.VIEW_BYTES;
      indexes[i] = indexes[i] < 0 ? 0 : Memory.readInt(view);
    }
  }

  private static void locate(
      int[] indexes, int count, long offsets, long data, long[] starts, int[] lengths) {
    for (int i = 0; i < count; i++) {
      long at = offsets + (long) indexes[i] * Integer.BYTES;
      int offset = Memory.readInt(at);
      starts[i] = data + offset;
      lengths[i] = Memory.readInt(at + Integer.BYTES) - offset;
    }
  }

  private static void locateLarge(
      int[] indexes, int count, long offsets, long data, long[] starts, int[] lengths) {
    for (int i = 0; i < count; i++) {
      long at = offsets + (long) indexes[i] * Long.BYTES;
      long offset = Memory.readLong(at);
      starts[i] = data + offset;
      lengths[i] = clamp(Memory.readLong(at + Long.BYTES) - offset);
    }
  }

  private static void locateViews(
      int[] indexes, int count, long views, List<ArrowBuf> buffers, long[] starts, int[] lengths) {
    for (int i = 0; i < count; i++) {
      long view = views + (long) indexes[i] * ViewLoader.VIEW_BYTES;
      int length = Memory.readInt(view);
      starts[i] = ViewLoader.start(view, length, buffers);
      lengths[i] = length;
    }
  }

  /** Longer than an int is too long anyway, which is found when it is loaded. */
  private static int clamp(long length) {
    return (int) Math.min(length, Integer.MAX_VALUE);
  }

  /** How many of the lengths fit, of which there are more than do. */
  private static int countThatFit(int[] lengths, long bytesMax) {
    int fitting = 0;
    long bytes = Integer.BYTES + (long) lengths[0];
    while (bytes <= bytesMax) {
      bytes += Integer.BYTES + (long) lengths[++fitting];
    }
    return fitting;
  }
}
