package dev.firn.parquet;

/**
 * Distinct 64-bit values. A slot found by hash holds the value and, behind it, its place plus one.
 */
final class LongDictionary extends NumberDictionary {
  static final int SLOT_BYTES = 2 * Long.BYTES;

  LongDictionary(BufferPool pool, int bytesMax) {
    super(pool, bytesMax, Long.BYTES, SLOT_BYTES);
  }

  @Override
  int findInRange(Workspace workspace, int at, int count) {
    return findInRange(
        workspace.longs, at, count, range.base(), range.span(), range.address(), workspace.indexes);
  }

  @Override
  int findHashed(Workspace workspace, int at, int count) {
    return findHashed(workspace.longs, at, count, slots.address(), slots.mask(), workspace.indexes);
  }

  @Override
  long value(Workspace workspace, int at) {
    return workspace.longs[at];
  }

  @Override
  long entry(int index) {
    return Memory.readLong(entries.address() + (long) index * Long.BYTES);
  }

  @Override
  void writeEntry(long to, long value) {
    Memory.writeLong(to, value);
  }

  @Override
  void insertHashed(long value, int index) {
    insert(value, index, slots.address(), slots.mask());
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    long to = plain.reserve((long) count * Long.BYTES);
    decode(indexes, count, entries.address(), to);
    plain.advance((long) count * Long.BYTES);
  }

  private static int findInRange(
      long[] values, int at, int count, long base, int span, long slots, int[] indexes) {
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

  /**
   * Looks up from {@code at} on, until a value is new; returns the place of that value. The slots
   * are those of {@link #insert}.
   */
  static int findHashed(long[] values, int at, int count, long slots, int mask, int[] indexes) {
    for (int i = at; i < count; i++) {
      long value = values[i];
      int slot = Hash.of(value) & mask;
      int found = Memory.readInt(slots + (long) slot * SLOT_BYTES + Long.BYTES);
      while (found != 0 && Memory.readLong(slots + (long) slot * SLOT_BYTES) != value) {
        slot = (slot + 1) & mask;
        found = Memory.readInt(slots + (long) slot * SLOT_BYTES + Long.BYTES);
      }
      if (found == 0) {
        return i;
      }
      indexes[i] = found - 1;
    }
    return count;
  }

  static void insert(long value, int index, long slots, int mask) {
    int slot = Hash.of(value) & mask;
    while (Memory.readInt(slots + (long) slot * SLOT_BYTES + Long.BYTES) != 0) {
      slot = (slot + 1) & mask;
    }
    Memory.writeLong(slots + (long) slot * SLOT_BYTES, value);
    Memory.writeInt(slots + (long) slot * SLOT_BYTES + Long.BYTES, index + 1);
  }

  private static void decode(long indexes, int count, long entries, long to) {
    for (int i = 0; i < count; i++) {
      int index = Memory.readInt(indexes + (long) i * Integer.BYTES);
      Memory.writeLong(
          to + (long) i * Long.BYTES, Memory.readLong(entries + (long) index * Long.BYTES));
    }
  }
}
