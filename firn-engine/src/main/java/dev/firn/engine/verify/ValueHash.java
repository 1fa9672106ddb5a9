package dev.firn.engine.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * A hash for each value of a column, by loops over its buffers; of nested columns by those of their
 * parts. The order of a list counts, that of a map does not, and of entries with the same key only
 * the last, as it is for every reader of maps. All NaNs are one.
 *
 * <p>Memory: one array as long as the most elements that were hashed at once, for each part.
 */
final class ValueHash {
  private static final long NULL = 0x9AE16A3B2F90404FL;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int OFFSET_BYTES = Integer.BYTES;

  private final List<ValueHash> children = new ArrayList<>();
  private final MapKeys mapKeys = new MapKeys();
  private long[] parts = new long[0];
  private long[] mapValues = new long[0];

  /** Puts the hashes of a range of values into an array, from its beginning. */
  void hash(FieldVector vector, int position, int count, long[] into) {
    switch (vector) {
      case BitVector bits -> hashBits(bits.getDataBuffer(), position, count, into);
      case Float4Vector floats -> hashFloats(floats.getDataBuffer(), position, count, into);
      case Float8Vector doubles -> hashDoubles(doubles.getDataBuffer(), position, count, into);
      case BaseFixedWidthVector fixed ->
          hashFixed(fixed.getDataBuffer(), fixed.getTypeWidth(), position, count, into);
      case BaseVariableWidthVector bytes ->
          hashBytes(bytes.getOffsetBuffer(), bytes.getDataBuffer(), position, count, into);
      case MapVector map -> hashMaps(map, position, count, into);
      case ListVector list -> hashLists(list, position, count, into);
      case StructVector struct -> hashStructs(struct, position, count, into);
      default ->
          throw new IllegalStateException(
              "No table has columns of the form " + vector.getMinorType());
    }
    putNulls(vector.getValidityBuffer(), position, count, into);
  }

  /** A sequence's hash from that of its beginning: order counts. */
  static long fold(long begin, long[] hashes, int from, int to) {
    long hash = begin;
    for (int i = from; i < to; i++) {
      hash = mix(hash ^ hashes[i]) + hashes[i];
    }
    return hash;
  }

  private static void putNulls(ArrowBuf validity, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      if (BitVectorHelper.get(validity, position + i) == 0) {
        into[i] = NULL;
      }
    }
  }

  private static void hashBits(ArrowBuf data, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = mix(1 + BitVectorHelper.get(data, position + i));
    }
  }

  private static void hashFloats(ArrowBuf data, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      float value = data.getFloat((long) (position + i) * Float.BYTES);
      into[i] = mix(Float.floatToIntBits(value));
    }
  }

  private static void hashDoubles(ArrowBuf data, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      double value = data.getDouble((long) (position + i) * Double.BYTES);
      into[i] = mix(Double.doubleToLongBits(value));
    }
  }

  private static void hashFixed(ArrowBuf data, int width, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      long at = (long) (position + i) * width;
      into[i] = hashOf(data, at, at + width);
    }
  }

  private static void hashBytes(
      ArrowBuf offsets, ArrowBuf data, int position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      long at = (long) (position + i) * OFFSET_BYTES;
      into[i] = hashOf(data, offsets.getInt(at), offsets.getInt(at + OFFSET_BYTES));
    }
  }

  private void hashLists(ListVector list, int position, int count, long[] into) {
    ArrowBuf offsets = list.getOffsetBuffer();
    int first = offsetAt(offsets, position, count);
    int elements = offsetAt(offsets, position + count, count) - first;
    parts = roomFor(parts, elements);
    child(0).hash(list.getDataVector(), first, elements, parts);
    for (int i = 0; i < count; i++) {
      int from = offsetAt(offsets, position + i, count) - first;
      int to = offsetAt(offsets, position + i + 1, count) - first;
      into[i] = fold(mix(to - from), parts, from, to);
    }
  }

  private void hashMaps(MapVector map, int position, int count, long[] into) {
    ArrowBuf offsets = map.getOffsetBuffer();
    List<FieldVector> pair = ((StructVector) map.getDataVector()).getChildrenFromFields();
    int first = offsetAt(offsets, position, count);
    int entries = offsetAt(offsets, position + count, count) - first;
    parts = roomFor(parts, entries);
    mapValues = roomFor(mapValues, entries);
    child(0).hash(pair.getFirst(), first, entries, parts);
    child(1).hash(pair.getLast(), first, entries, mapValues);
    for (int i = 0; i < count; i++) {
      int from = offsetAt(offsets, position + i, count) - first;
      int to = offsetAt(offsets, position + i + 1, count) - first;
      into[i] = hashOfMap(from, to);
    }
  }

  private long hashOfMap(int from, int to) {
    long sum = 0;
    mapKeys.clear(to - from);
    for (int i = to - 1; i >= from; i--) {
      if (mapKeys.add(parts[i])) {
        sum += mix(parts[i] ^ mix(mapValues[i]));
      }
    }
    return mix(sum);
  }

  private void hashStructs(StructVector struct, int position, int count, long[] into) {
    List<FieldVector> fields = struct.getChildrenFromFields();
    parts = roomFor(parts, count);
    Arrays.fill(into, 0, count, fields.size());
    for (int field = 0; field < fields.size(); field++) {
      child(field).hash(fields.get(field), position, count, parts);
      for (int i = 0; i < count; i++) {
        into[i] = mix(into[i] ^ parts[i]) + parts[i];
      }
    }
  }

  /** Lists without any row may come without offsets. */
  private static int offsetAt(ArrowBuf offsets, int position, int count) {
    return count == 0 ? 0 : offsets.getInt((long) position * OFFSET_BYTES);
  }

  private ValueHash child(int index) {
    while (children.size() <= index) {
      children.add(new ValueHash());
    }
    return children.get(index);
  }

  private static long[] roomFor(long[] array, int count) {
    return array.length >= count ? array : new long[Math.max(count, 2 * array.length)];
  }

  /** Eight bytes at a time, then what is left. */
  private static long hashOf(ArrowBuf data, long from, long to) {
    long hash = mix(to - from);
    long at = from;
    while (at + Long.BYTES <= to) {
      hash = mix(hash ^ data.getLong(at)) + hash;
      at += Long.BYTES;
    }
    long rest = 0;
    while (at < to) {
      rest = (rest << Byte.SIZE) | (data.getByte(at) & 0xFF);
      at++;
    }
    return mix(hash ^ rest);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 29)) * MULTIPLIER;
    return mixed ^ (mixed >>> 32);
  }

  /** The hashes of one map's keys; as large as the largest map needs. */
  private static final class MapKeys {
    private static final int SLOTS_MIN = 16;

    private long[] slots = new long[SLOTS_MIN];
    private int mask = SLOTS_MIN - 1;

    void clear(int keys) {
      int size = Math.max(SLOTS_MIN, Integer.highestOneBit(Math.max(1, keys)) * 4);
      if (slots.length < size) {
        slots = new long[size];
      }
      Arrays.fill(slots, 0, size, 0);
      mask = size - 1;
    }

    /** Adds a key; false if it was there. A key whose hash is 0 is taken for another. */
    boolean add(long key) {
      long word = key == 0 ? 1 : key;
      int slot = (int) (word >>> 40) & mask;
      while (slots[slot] != 0) {
        if (slots[slot] == word) {
          return false;
        }
        slot = (slot + 1) & mask;
      }
      slots[slot] = word;
      return true;
    }
  }
}
