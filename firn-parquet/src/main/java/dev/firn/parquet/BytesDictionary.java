package dev.firn.parquet;

/**
 * Distinct byte strings. As long as none has more than seven bytes, as codes and flags have not,
 * each is looked up as the number that its bytes and its length are. Then a slot holds the hash
 * and, above zero, the place plus one; so entries are compared only where hashes agree, by their
 * first and last eight bytes, and the rest only of those that are longer. Entries are kept in plain
 * encoding: behind their length, or bare if all have the same.
 */
final class BytesDictionary implements Dictionary {
  /**
   * Of an entry: its first and its last eight bytes, where it begins (upper half) and how long it
   * is (lower half).
   */
  private static final int KEY_BYTES = 3 * Long.BYTES;

  private static final int KEY_TAIL = Long.BYTES;
  private static final int KEY_PLACE = 2 * Long.BYTES;

  private final int bytesMax;
  private final int prefixBytes;
  private final GrowableBuffer entries;
  private final GrowableBuffer keys;
  private final HashSlots slots;
  private final HashSlots shortSlots;
  private boolean areShort = true;
  private int entryCount;

  /**
   * @param prefixBytes 4 if entries stand behind their length, else 0
   */
  BytesDictionary(BufferPool pool, int bytesMax, int prefixBytes) {
    this.bytesMax = bytesMax;
    this.prefixBytes = prefixBytes;
    this.entries = new GrowableBuffer(pool);
    this.keys = new GrowableBuffer(pool);
    this.slots = new HashSlots(pool, Long.BYTES);
    this.shortSlots = new HashSlots(pool, LongDictionary.SLOT_BYTES);
  }

  @Override
  public int index(Workspace workspace, int count) {
    if (areShort && !ShortBytes.pack(workspace, count)) {
      areShort = false;
      shortSlots.release();
    }
    int at = 0;
    while (at < count) {
      if (lookup().isFull(entryCount)) {
        rehash();
      }
      at = find(workspace, at, count);
      if (at < count) {
        int length = workspace.lengths[at];
        if (entries.byteCount() + prefixBytes + length > bytesMax) {
          return at;
        }
        workspace.indexes[at] = add(workspace.starts[at], length);
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
    return (long) count * prefixBytes + PlainEncoder.sum(workspace.lengths, count);
  }

  @Override
  public void decode(long indexes, int count, GrowableBuffer plain) {
    for (int i = 0; i < count; i++) {
      int index = Memory.readInt(indexes + (long) i * Integer.BYTES);
      long place = Memory.readLong(keys.address() + (long) index * KEY_BYTES + KEY_PLACE);
      long start = entries.address() + (place >>> 32);
      plain.append(start - prefixBytes, (int) place + prefixBytes);
    }
  }

  /** Puts entries into the workspace. */
  void load(long indexes, int count, Workspace workspace) {
    for (int i = 0; i < count; i++) {
      int index = Memory.readInt(indexes + (long) i * Integer.BYTES);
      long place = Memory.readLong(keys.address() + (long) index * KEY_BYTES + KEY_PLACE);
      workspace.starts[i] = entries.address() + (place >>> 32);
      workspace.lengths[i] = (int) place;
    }
  }

  @Override
  public void releaseLookup() {
    slots.release();
    shortSlots.release();
  }

  @Override
  public void release() {
    releaseLookup();
    entries.release();
    keys.release();
    entryCount = 0;
    areShort = true;
  }

  private HashSlots lookup() {
    return areShort ? shortSlots : slots;
  }

  private int add(long start, int length) {
    long to = entries.reserve(prefixBytes + length);
    if (prefixBytes > 0) {
      Memory.writeInt(to, length);
    }
    Memory.copy(start, to + prefixBytes, length);
    long offset = entries.byteCount() + prefixBytes;
    entries.advance(prefixBytes + length);
    long head = Memory.head(start, length);
    long tail = Memory.tail(start, length);
    long key = keys.reserve(KEY_BYTES);
    Memory.writeLong(key, head);
    Memory.writeLong(key + KEY_TAIL, tail);
    Memory.writeLong(key + KEY_PLACE, (offset << 32) | length);
    keys.advance(KEY_BYTES);
    insert(head, tail, start, length, entryCount);
    return entryCount++;
  }

  /** Enters all entries anew, into as many slots as they and one more need. */
  private void rehash() {
    lookup().growFor(entryCount);
    for (int i = 0; i < entryCount; i++) {
      long key = keys.address() + (long) i * KEY_BYTES;
      long place = Memory.readLong(key + KEY_PLACE);
      long start = entries.address() + (place >>> 32);
      insert(Memory.readLong(key), Memory.readLong(key + KEY_TAIL), start, (int) place, i);
    }
  }

  private void insert(long head, long tail, long start, int length, int index) {
    if (areShort) {
      LongDictionary.insert(
          ShortBytes.pack(head, length), index, shortSlots.address(), shortSlots.mask());
    } else {
      insert(Hash.of(head, tail, start, length), index, slots.address(), slots.mask());
    }
  }

  private int find(Workspace workspace, int at, int count) {
    return areShort
        ? LongDictionary.findHashed(
            workspace.longs, at, count, shortSlots.address(), shortSlots.mask(), workspace.indexes)
        : findKnown(
            workspace.starts,
            workspace.lengths,
            at,
            count,
            slots.address(),
            slots.mask(),
            keys.address(),
            entries.address(),
            workspace.indexes);
  }

  /** Looks up from {@code at} on, until a value is new; returns the place of that value. */
  private static int findKnown(
      long[] starts,
      int[] lengths,
      int at,
      int count,
      long slots,
      int mask,
      long keys,
      long entries,
      int[] indexes) {
    for (int i = at; i < count; i++) {
      long start = starts[i];
      int length = lengths[i];
      long head = Memory.head(start, length);
      long tail = Memory.tail(start, length);
      int hash = Hash.of(head, tail, start, length);
      int slot = hash & mask;
      long found = Memory.readLong(slots + (long) slot * Long.BYTES);
      while ((int) found != 0
          && ((int) (found >>> 32) != hash
              || !isEntry((int) found - 1, head, tail, start, length, keys, entries))) {
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

  private static boolean isEntry(
      int index, long head, long tail, long start, int length, long keys, long entries) {
    long key = keys + (long) index * KEY_BYTES;
    long place = Memory.readLong(key + KEY_PLACE);
    return Memory.readLong(key) == head
        && Memory.readLong(key + KEY_TAIL) == tail
        && (int) place == length
        && (length <= Hash.SHORT_BYTES_MAX
            || Memory.equal(
                entries + (place >>> 32) + Long.BYTES,
                start + Long.BYTES,
                length - Hash.SHORT_BYTES_MAX));
  }

  private static void insert(int hash, int index, long slots, int mask) {
    int slot = hash & mask;
    while ((int) Memory.readLong(slots + (long) slot * Long.BYTES) != 0) {
      slot = (slot + 1) & mask;
    }
    Memory.writeLong(slots + (long) slot * Long.BYTES, ((long) hash << 32) | (index + 1));
  }
}
