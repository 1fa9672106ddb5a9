package dev.firn.parquet;

/**
 * Distinct numbers, or what has their bits. While all lie close together, the number itself says
 * where its place is found; once one lies further off, a hash does.
 */
abstract class NumberDictionary implements Dictionary {
  final GrowableBuffer entries;
  final RangeSlots range;
  final HashSlots slots;
  private final int valueBytes;
  private final int bytesMax;
  private boolean isNarrow = true;
  private int entryCount;

  /**
   * @param slotBytes of a slot found by hash
   */
  NumberDictionary(BufferPool pool, int bytesMax, int valueBytes, int slotBytes) {
    this.valueBytes = valueBytes;
    this.bytesMax = bytesMax;
    this.entries = new GrowableBuffer(pool);
    this.range = new RangeSlots(pool);
    this.slots = new HashSlots(pool, slotBytes);
  }

  /**
   * Looks up from {@code at} on by the numbers themselves, until one is new; returns the place of
   * that one in the workspace.
   */
  abstract int findInRange(Workspace workspace, int at, int count);

  /** The same by hash. */
  abstract int findHashed(Workspace workspace, int at, int count);

  abstract long value(Workspace workspace, int at);

  abstract long entry(int index);

  abstract void writeEntry(long to, long value);

  abstract void insertHashed(long value, int index);

  @Override
  public final int index(Workspace workspace, int count) {
    int at = 0;
    while (at < count) {
      at = isNarrow ? findInRange(workspace, at, count) : find(workspace, at, count);
      if (at < count) {
        if (entries.byteCount() + valueBytes > bytesMax) {
          return at;
        }
        workspace.indexes[at] = add(value(workspace, at));
        at++;
      }
    }
    return count;
  }

  @Override
  public final int entryCount() {
    return entryCount;
  }

  @Override
  public final GrowableBuffer plainEntries() {
    return entries;
  }

  @Override
  public final long plainBytes(Workspace workspace, int count) {
    return (long) count * valueBytes;
  }

  @Override
  public final void releaseLookup() {
    range.release();
    slots.release();
  }

  @Override
  public final void release() {
    releaseLookup();
    entries.release();
    entryCount = 0;
    isNarrow = true;
  }

  private int find(Workspace workspace, int at, int count) {
    if (slots.isFull(entryCount)) {
      rehash();
    }
    return findHashed(workspace, at, count);
  }

  private int add(long value) {
    writeEntry(entries.reserve(valueBytes), value);
    entries.advance(valueBytes);
    int index = entryCount++;
    if (isNarrow && range.includes(value)) {
      range.insert(value, index);
    } else if (isNarrow) {
      widen(value);
    } else {
      insertHashed(value, index);
    }
    return index;
  }

  /** Makes the range include a number, or does without it if that is too far off. */
  private void widen(long value) {
    isNarrow = range.widen(value);
    if (isNarrow) {
      for (int i = 0; i < entryCount; i++) {
        range.insert(entry(i), i);
      }
    } else {
      range.release();
      rehash();
    }
  }

  /** Enters all entries anew, into as many slots as they and one more need. */
  private void rehash() {
    slots.growFor(entryCount);
    for (int i = 0; i < entryCount; i++) {
      insertHashed(entry(i), i);
    }
  }
}
