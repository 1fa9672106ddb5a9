package dev.firn.parquet;

/** Distinct 32-bit values. A slot holds the value and, above zero, its place plus one. */
final class IntDictionary implements Dictionary {
  private final int bytesMax;
  private final GrowableBuffer entries;
  private final HashSlots slots;
  private int entryCount;

  IntDictionary(BufferPool pool, int bytesMax) {
    this.bytesMax = bytesMax;
    this.entries = new GrowableBuffer(pool);
    this.slots = new HashSlots(pool, Long.BYTES);
  }

  @Override
  public int index(Workspace workspace, int count) {
    int at = 0;
    while (at < count) {
      if (slots.isFull(entryCount)) {
        rehash();
      }
      at = findKnown(workspace.ints, at, count, slots.address(), slots.mask(), workspace.indexes);
      if (at < count) {
        if (entries.byteCount() + Integer.BYTES > bytesMax) {
          return at;
        }
        workspace.indexes[at] = add(workspace.ints[at]);
        at++;
      }
    }
    return count;
  }

  @Override
  public int entryCount() {
    return entryCount;
  }

  @Override
  public GrowableBuffer plainEntries() {
    return entries;
  }

  @Override
  public long plainBytes(Workspace workspace, int count) {
    return (long) count * Integer.BYTES;
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    long to = plain.reserve((long) count * Integer.BYTES);
    decode(indexes, count, entries.address(), to);
    plain.advance((long) count * Integer.BYTES);
  }

  @Override
  public void releaseLookup() {
    slots.release();
  }

  @Override
  public void release() {
    slots.release();
    entries.release();
    entryCount = 0;
  }

  private int add(int value) {
    Memory.writeInt(entries.reserve(Integer.BYTES), value);
    entries.advance(Integer.BYTES);
    insert(value, entryCount, slots.address(), slots.mask());
    return entryCount++;
  }

  private void rehash() {
    slots.grow();
    for (int i = 0; i < entryCount; i++) {
      int value = Memory.readInt(entries.address() + (long) i * Integer.BYTES);
      insert(value, i, slots.address(), slots.mask());
    }
  }

  /** Looks up from {@code at} on, until a value is new; returns the place of that value. */
  private static int findKnown(
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
