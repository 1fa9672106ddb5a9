package dev.firn.parquet;

/**
 * Distinct byte strings. A slot holds the hash and, above zero, the place plus one; so bytes are
 * compared only where hashes agree. Entries are kept in plain encoding: behind their length, or
 * bare if all have the same.
 */
final class BytesDictionary implements Dictionary {
  private final int bytesMax;
  private final int prefixBytes;
  private final GrowableBuffer entries;

  /** Per entry, where its bytes begin (upper half) and how long they are (lower half). */
  private final GrowableBuffer places;

  private final HashSlots slots;
  private int entryCount;

  /**
   * @param prefixBytes 4 if entries stand behind their length, else 0
   */
  BytesDictionary(BufferPool pool, int bytesMax, int prefixBytes) {
    this.bytesMax = bytesMax;
    this.prefixBytes = prefixBytes;
    this.entries = new GrowableBuffer(pool);
    this.places = new GrowableBuffer(pool);
    this.slots = new HashSlots(pool, Long.BYTES);
  }

  @Override
  public int index(Workspace workspace, int count) {
    hashAll(workspace.starts, workspace.lengths, count, workspace.hashes);
    int at = 0;
    while (at < count) {
      if (slots.isFull(entryCount)) {
        rehash();
      }
      at = findKnown(workspace, at, count);
      if (at < count) {
        int length = workspace.lengths[at];
        if (entries.byteCount() + prefixBytes + length > bytesMax) {
          return at;
        }
        workspace.indexes[at] = add(workspace.hashes[at], workspace.starts[at], length);
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
    long bytes = (long) count * prefixBytes;
    for (int i = 0; i < count; i++) {
      bytes += workspace.lengths[i];
    }
    return bytes;
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    for (int i = 0; i < count; i++) {
      int index = Memory.readInt(indexes + (long) i * Integer.BYTES);
      long place = Memory.readLong(places.address() + (long) index * Long.BYTES);
      long start = entries.address() + (place >>> 32);
      plain.append(start - prefixBytes, (int) place + prefixBytes);
    }
  }

  @Override
  public void releaseLookup() {
    slots.release();
  }

  @Override
  public void release() {
    slots.release();
    entries.release();
    places.release();
    entryCount = 0;
  }

  private int add(int hash, long start, int length) {
    long to = entries.reserve(prefixBytes + length);
    if (prefixBytes > 0) {
      Memory.writeInt(to, length);
    }
    Memory.copy(start, to + prefixBytes, length);
    long offset = entries.byteCount() + prefixBytes;
    entries.advance(prefixBytes + length);
    Memory.writeLong(places.reserve(Long.BYTES), (offset << 32) | length);
    places.advance(Long.BYTES);
    insert(hash, entryCount, slots.address(), slots.mask());
    return entryCount++;
  }

  private void rehash() {
    slots.grow();
    for (int i = 0; i < entryCount; i++) {
      long place = Memory.readLong(places.address() + (long) i * Long.BYTES);
      int hash = Hash.of(entries.address() + (place >>> 32), (int) place);
      insert(hash, i, slots.address(), slots.mask());
    }
  }

  /** Looks up from {@code at} on, until a value is new; returns the place of that value. */
  private int findKnown(Workspace workspace, int at, int count) {
    for (int i = at; i < count; i++) {
      int found = find(workspace.hashes[i], workspace.starts[i], workspace.lengths[i]);
      if (found < 0) {
        return i;
      }
      workspace.indexes[i] = found;
    }
    return count;
  }

  /** The place of these bytes, or -1. */
  private int find(int hash, long start, int length) {
    long table = slots.address();
    int mask = slots.mask();
    int slot = hash & mask;
    while (true) {
      long found = Memory.readLong(table + (long) slot * Long.BYTES);
      int index = (int) found - 1;
      if (index < 0) {
        return -1;
      }
      if ((int) (found >>> 32) == hash) {
        long place = Memory.readLong(places.address() + (long) index * Long.BYTES);
        if ((int) place == length
            && Memory.equal(entries.address() + (place >>> 32), start, length)) {
          return index;
        }
      }
      slot = (slot + 1) & mask;
    }
  }

  private static void insert(int hash, int index, long slots, int mask) {
    int slot = hash & mask;
    while ((int) Memory.readLong(slots + (long) slot * Long.BYTES) != 0) {
      slot = (slot + 1) & mask;
    }
    Memory.writeLong(slots + (long) slot * Long.BYTES, ((long) hash << 32) | (index + 1));
  }

  private static void hashAll(long[] starts, int[] lengths, int count, int[] hashes) {
    for (int i = 0; i < count; i++) {
      hashes[i] = Hash.of(starts[i], lengths[i]);
    }
  }
}
