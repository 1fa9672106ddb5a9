package dev.firn.parquet;

/**
 * A chunk's dictionary, and the places in it that the values of the open page have.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class DictionaryPlaces {
  private final Dictionary entries;
  private final int entryBytesMax;
  private final GrowableBuffer places;

  /** The plain bytes that all places of the chunk stand for, and what those of ended pages took. */
  private long plainBytes;

  private long encodedBytes;

  /** Where {@link #dropPlaces} goes back to. */
  private long markedPlaceBytes;

  private long markedPlainBytes;

  DictionaryPlaces(Dictionary entries, int entryBytesMax, BufferPool pool) {
    this.entries = entries;
    this.entryBytesMax = entryBytesMax;
    this.places = new GrowableBuffer(pool);
  }

  Dictionary entries() {
    return entries;
  }

  /**
   * Looks the workspace's values up and appends their places.
   *
   * @return how many; less than {@code valueCount} if the dictionary has no room for the next one
   */
  int append(Workspace workspace, int valueCount) {
    int known = entries.index(workspace, valueCount);
    Memory.writeInts(workspace.indexes, known, places.reserve((long) known * Integer.BYTES));
    places.advance((long) known * Integer.BYTES);
    plainBytes += entries.plainBytes(workspace, known);
    return known;
  }

  /** Remembers the places so far. */
  void mark() {
    markedPlaceBytes = places.byteCount();
    markedPlainBytes = plainBytes;
  }

  /** Takes back the places appended since they were marked. */
  void dropPlaces() {
    places.truncate(markedPlaceBytes);
    plainBytes = markedPlainBytes;
  }

  /** How many more places fit into these bytes, up to as many as are wanted. */
  int placesThatFit(long bytesMax, int wanted) {
    return Math.clamp((bytesMax - places.byteCount()) / Integer.BYTES, 0, wanted);
  }

  /** The plain bytes that all places of the chunk stand for. */
  long plainBytes() {
    return plainBytes;
  }

  /** What the entries and the open page's places take, before compression. */
  long pendingBytes() {
    int width = HybridEncoder.width(entries.entryCount());
    long placeBytes = (places.byteCount() / Integer.BYTES * width) >>> 3;
    return placeBytes + entries.plainEntries().byteCount();
  }

  /** Encodes the open page's places into {@link Workspace#encoded}, behind their width. */
  void encode(int valueCount, Workspace workspace) {
    GrowableBuffer encoded = workspace.encoded;
    encoded.clear();
    int width = HybridEncoder.width(entries.entryCount());
    Memory.writeByte(encoded.reserve(1), width);
    encoded.advance(1);
    HybridEncoder.encode(places.address(), valueCount, width, encoded);
  }

  /** Counts a page in whose places took these bytes. */
  void countPage(long encodedPlaceBytes) {
    encodedBytes += encodedPlaceBytes;
  }

  /** What entries and places of ended pages take, with a page's that takes these bytes. */
  long bytesWith(long encodedPlaceBytes) {
    return encodedBytes + encodedPlaceBytes + entries.plainEntries().byteCount();
  }

  /** Appends the plain values of the open page's first places. */
  void decode(int valueCount, PlainBytes to) {
    to.append(entries, places.address(), valueCount);
  }

  /** How the dictionary grew over the open page, by what entries and places take as stored. */
  DictionaryGrowth growth(int valueCount, long storedEntryBytes, long storedPlaceBytes) {
    return new DictionaryGrowth(
        entriesOf(places.address(), valueCount / 2),
        entries.entryCount(),
        entries.plainEntries().byteCount(),
        entryBytesMax,
        storedEntryBytes,
        storedPlaceBytes);
  }

  /**
   * Whether the bounds of a page are found when it ends, from the entries that occur in it, and not
   * from its values: bytes are dear to compare.
   */
  boolean hasBounds() {
    return entries instanceof BytesDictionary;
  }

  /** Takes the entries that occur in the open page into its bounds, if they are found that way. */
  void addBounds(OpenPage page, Workspace workspace) {
    if (entries instanceof BytesDictionary bytes) {
      int count = (int) (places.byteCount() / Integer.BYTES);
      workspace.encoded.clear();
      long distinct = workspace.encoded.reserve((long) count * Integer.BYTES);
      int distinctCount =
          entries.entryCount() <= Long.SIZE
              ? fewDistinct(places.address(), count, distinct)
              : distinct(count, distinct, workspace.scratch);
      for (int done = 0; done < distinctCount; done += Workspace.SLICE_ROWS_MAX) {
        int part = Math.min(Workspace.SLICE_ROWS_MAX, distinctCount - done);
        bytes.load(distinct + (long) done * Integer.BYTES, part, workspace);
        page.addBounds(workspace, part);
      }
    }
  }

  private int distinct(int count, long to, GrowableBuffer scratch) {
    scratch.clear();
    long seen = scratch.reserve(entries.entryCount());
    Memory.clear(seen, entries.entryCount());
    return distinct(places.address(), count, seen, to);
  }

  /** Forgets the places of a page that ended. */
  void clearPlaces() {
    places.clear();
  }

  /** Forgets everything and gives the dictionary's memory back. */
  void beginChunk() {
    places.clear();
    entries.release();
    plainBytes = 0;
    encodedBytes = 0;
  }

  /**
   * Stores each place once.
   *
   * @param seen a zero for each entry
   * @return how many there are
   */
  private static int distinct(long places, int count, long seen, long to) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      int place = Memory.readInt(places + (long) i * Integer.BYTES);
      Memory.writeInt(to + (long) found * Integer.BYTES, place);
      found += 1 - Memory.readByte(seen + place);
      Memory.writeByte(seen + place, 1);
    }
    return found;
  }

  /** The same for places below 64, in ascending order. */
  private static int fewDistinct(long places, int count, long to) {
    long seen = 0;
    for (int i = 0; i < count; i++) {
      seen |= 1L << Memory.readInt(places + (long) i * Integer.BYTES);
    }
    int found = 0;
    for (long left = seen; left != 0; left &= left - 1) {
      Memory.writeInt(to + (long) found * Integer.BYTES, Long.numberOfTrailingZeros(left));
      found++;
    }
    return found;
  }

  /** How many entries these places name: they are numbered as they appear. */
  private static int entriesOf(long places, int count) {
    int largest = -1;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Memory.readInt(places + (long) i * Integer.BYTES));
    }
    return largest + 1;
  }
}
