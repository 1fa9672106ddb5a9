package dev.firn.parquet;

/** Distinct 64-bit values. A slot holds the value and, behind it, its place plus one. */
final class LongDictionary implements Dictionary {
  private static final int SLOT_BYTES = 2 * Long.BYTES;

  private final int bytesMax;
  private final GrowableBuffer entries;
  private final HashSlots slots;
  private int entryCount;

  LongDictionary(BufferPool pool, int bytesMax) {
    this.bytesMax = bytesMax;
    this.entries = new GrowableBuffer(pool);
    this.slots = new HashSlots(pool, SLOT_BYTES);
  }

  @Override
  public int index(Workspace workspace, int count) {
    int at = 0;
    while (at < count) {
      if (slots.isFull(entryCount)) {
        rehash();
      }
      at = findKnown(workspace.longs, at, count, slots.address(), slots.mask(), workspace.indexes);
      if (at < count) {
        if (entries.byteCount() + Long.BYTES > bytesMax) {
          return at;
        }
        workspace.indexes[at] = add(workspace.longs[at]);
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
    return (long) count * Long.BYTES;
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    long to = plain.reserve((long) count * Long.BYTES);
    decode(indexes, count, entries.address(), to);
    plain.advance((long) count * Long.BYTES);
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

  private int add(long value) {
    Memory.writeLong(entries.reserve(Long.BYTES), value);
    entries.advance(Long.BYTES);
    insert(value, entryCount, slots.address(), slots.mask());
    return entryCount++;
  }

  private void rehash() {
    slots.grow();
    for (int i = 0; i < entryCount; i++) {
      long value = Memory.readLong(entries.address() + (long) i * Long.BYTES);
      insert(value, i, slots.address(), slots.mask());
    }
  }

  /** Looks up from {@code at} on, until a value is new; returns the place of that value. */
  private static int findKnown(
      long[] values, int at, int count, long slots, int mask, int[] indexes) {
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

  private static void insert(long value, int index, long slots, int mask) {
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
