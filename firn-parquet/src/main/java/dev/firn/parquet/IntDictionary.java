package dev.firn.parquet;

/**
 * Distinct 32-bit values. A slot found by hash holds the value and, above zero, its place plus one.
 */
final class IntDictionary extends NumberDictionary {
  IntDictionary(BufferPool pool, int bytesMax) {
    super(pool, bytesMax, Integer.BYTES, Long.BYTES);
  }

  @Override
  int findInRange(Workspace workspace, int at, int count) {
    return findInRange(
        workspace.ints, at, count, range.base(), range.span(), range.address(), workspace.indexes);
  }

  @Override
  int findHashed(Workspace workspace, int at, int count) {
    return findHashed(workspace.ints, at, count, slots.address(), slots.mask(), workspace.indexes);
  }

  @Override
  long value(Workspace workspace, int at) {
    return workspace.ints[at];
  }

  @Override
  long entry(int index) {
    return Memory.readInt(entries.address() + (long) index * Integer.BYTES);
  }

  @Override
  void writeEntry(long to, long value) {
    Memory.writeInt(to, (int) value);
  }

  @Override
  void insertHashed(long value, int index) {
    insert((int) value, index, slots.address(), slots.mask());
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    long to = plain.reserve((long) count * Integer.BYTES);
    decode(indexes, count, entries.address(), to);
    plain.advance((long) count * Integer.BYTES);
  }

  private static int findInRange(
      int[] values, int at, int count, long base, int span, long slots, int[] indexes) {
    for (int i = at; i < count; i++) {
      long offset = values[i] - base;
      if (!RangeSlots.isWithin(offset, span)) {
        return i;
      }
      int found = Memory.readInt(slots + offset * Integer.BYTES);
      if (found == 0) {
        return i;
      }
      indexes[i] = found - 1;
    }
    return count;
  }

  private static int findHashed(
      int[] values, int at, int count, long slots, int mask, int[] indexes) {
    for (int i = at; i < count; i++) {
      int value = values[i];
      int slot = Hash.of(value) & mask;
      long found = Memory.readLong(slots + (long) slot * Long.BYTES);
      while ((int) found != 0 && (int) (found >>> 32) != value) {
        slot = (slot + 1) & mask;
        found = Memory.readLong(slots + (long) slot * Long.BYTES);
      }
      if ((int) found == 0) {
        return i;
      }
      indexes[i] = (int) found - 1;
    }
    return count;
  }

  private static void insert(int value, int index, long slots, int mask) {
    int slot = Hash.of(value) & mask;
    while ((int) Memory.readLong(slots + (long) slot * Long.BYTES) != 0) {
      slot = (slot + 1) & mask;
    }
    Memory.writeLong(slots + (long) slot * Long.BYTES, ((long) value << 32) | (index + 1));
  }

  private static void decode(long indexes, int count, long entries, long to) {
    for (int i = 0; i < count; i++) {
      int index = Memory.readInt(indexes + (long) i * Integer.BYTES);
      Memory.writeInt(
          to + (long) i * Integer.BYTES, Memory.readInt(entries + (long) index * Integer.BYTES));
    }
  }
}
