package dev.firn.parquet;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The repetition and definition levels of a slice of rows of one nested column, and which slots of
 * its leaf vector hold a value (Parquet's "Nested Encoding", after the Dremel paper).
 *
 * <p>Entries are made depth by depth, each depth in one loop: an entry has a slot in the vector of
 * that depth and a repetition level; lists multiply entries. An entry ends where something is null
 * or empty: it keeps its definition level and has no slot from there on, so whatever an Arrow
 * vector holds below a null is never looked at.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: a null in a required field throws {@link InvalidBatchException} with its row.
 */
final class SliceLevels {
  /** The slot of an entry that has ended. */
  private static final int NONE = -1;

  /** Larger buffers, which only a very long row needs, go back to the pool after it. */
  private static final long KEPT_BYTES_MAX = 1L << 20;

  /** Entries, and those of the next depth while they are made. */
  private Entries entries;

  private Entries next;

  /** A bit for each slot of the leaf between the slice's borders. */
  private final GrowableBuffer present;

  private int levelCount;

  /** Whether an entry may have ended at a null. */
  private boolean hasNulls;

  SliceLevels(BufferPool pool) {
    this.entries = new Entries(pool);
    this.next = new Entries(pool);
    this.present = new GrowableBuffer(pool);
  }

  /** The columns of one depth's entries. */
  private record Entries(
      GrowableBuffer slots, GrowableBuffer definitions, GrowableBuffer repetitions) {
    Entries(BufferPool pool) {
      this(new GrowableBuffer(pool), new GrowableBuffer(pool), new GrowableBuffer(pool));
    }

    void reserve(long count) {
      slots.clear();
      definitions.clear();
      repetitions.clear();
      slots.reserve(count * Integer.BYTES);
      definitions.reserve(count);
      repetitions.reserve(count);
    }

    void release() {
      slots.release();
      definitions.release();
      repetitions.release();
    }
  }

  /**
   * Where lists begin and end in the vector of their elements, which has fewer than 2^31 slots: of
   * offsets of 64 bits the low word is enough.
   */
  private record Offsets(long address, int offsetBytes) {
    int at(int slot) {
      return Memory.readInt(address + (long) slot * offsetBytes);
    }
  }

  /** Makes the levels of these rows. */
  void load(LeafColumn column, ColumnVectors vectors, int row, int rowCount) {
    int countMax = Math.toIntExact(vectors.levelsMax(row, rowCount));
    entries.reserve(countMax);
    next.reserve(countMax);
    levelCount = rowCount;
    hasNulls = false;
    begin(entries.slots().address(), entries.repetitions().address(), row, rowCount);
    int definition = 0;
    int repetition = 0;
    for (int depth = 0; depth < vectors.depth(); depth++) {
      PathStep step = vectors.step(depth);
      int from = vectors.border(row, depth);
      int end = vectors.border(row + rowCount, depth);
      Stretch stretch = new Stretch(vectors.parent(depth), from, end - from, row);
      definition = endNulls(stretch, step.name(), step.isNullable(), definition);
      if (step.isList()) {
        repetition++;
        expand(vectors.offsets(depth), step.offsetBytes(), definition, repetition);
        definition++;
      }
    }
    endNullValues(column, vectors.references(), row, definition);
    int from = vectors.leafBorder(row);
    Stretch stretch =
        new Stretch(vectors.leaf(), from, vectors.leafBorder(row + rowCount) - from, row);
    definition = endNulls(stretch, column.dottedPath(), column.isNullable(), definition);
    markPresent(definition, from, stretch.count());
  }

  /**
   * What the rows reach of one vector.
   *
   * @param row the first row, for messages
   */
  private record Stretch(FieldVector vector, int position, int count, int row) {
    boolean hasNull() {
      return Nulls.findFirst(vector, position, count) >= 0;
    }
  }

  /** How many levels there are, each a repetition and a definition level. */
  int levelCount() {
    return levelCount;
  }

  /** The addresses of the levels, a byte each. */
  long definitions() {
    return entries.definitions().address();
  }

  long repetitions() {
    return entries.repetitions().address();
  }

  /** Which slots of the leaf hold a value, a bit each, from the slice's first slot on. */
  long present() {
    return present.address();
  }

  /** Gives memory back that only a very long row needs. */
  void trim() {
    if ((long) levelCount * Integer.BYTES > KEPT_BYTES_MAX) {
      release();
    }
  }

  /** Gives all memory back. */
  void release() {
    entries.release();
    next.release();
    present.release();
  }

  /** Ends entries whose slot is null; returns the definition level of all others. */
  private int endNulls(Stretch stretch, String name, boolean isNullable, int definition) {
    if (stretch.count() > 0 && stretch.hasNull()) {
      long validity = stretch.vector().getValidityBufferAddress();
      long slots = entries.slots().address();
      if (isNullable) {
        hasNulls = true;
        endNulls(slots, entries.definitions().address(), levelCount, validity, definition);
      } else {
        requireValid(findNull(slots, levelCount, validity), name, stretch.row());
      }
    }
    return isNullable ? definition + 1 : definition;
  }

  /** Ends entries whose slot refers to a null. */
  private void endNullValues(
      LeafColumn column, @Nullable References references, int row, int definition) {
    if (references == null || !references.holdsNulls()) {
      return;
    }
    hasNulls = true;
    long slots = entries.slots().address();
    for (int i = 0; i < levelCount; i++) {
      int slot = Memory.readInt(slots + (long) i * Integer.BYTES);
      if (slot >= 0 && references.isNullValue(slot)) {
        if (!column.isNullable()) {
          requireValid(i, column.dottedPath(), row);
        }
        Memory.writeInt(slots + (long) i * Integer.BYTES, NONE);
        Memory.writeByte(entries.definitions().address() + i, definition);
      }
    }
  }

  private void requireValid(int nullEntry, String name, int firstRow) {
    if (nullEntry >= 0) {
      int rows = countRows(entries.repetitions().address(), nullEntry + 1);
      throw new InvalidBatchException(
          "Column '"
              + name
              + "', row "
              + (firstRow + rows - 1)
              + " of the batch: expected a value, found null. It is required.");
    }
  }

  private void expand(long offsets, int offsetBytes, int definition, int repetition) {
    Offsets lists = new Offsets(offsets, offsetBytes);
    levelCount = expandSlots(entries, next, levelCount, lists, definition, repetition);
    Entries expanded = next;
    next = entries;
    entries = expanded;
  }

  private void markPresent(int definition, int leafStart, int slotCount) {
    long presentBytes = (long) Bits.wordCount(slotCount) * Long.BYTES;
    present.clear();
    long to = present.reserve(presentBytes);
    // Empty lists make more entries than there are slots.
    if (!hasNulls && levelCount == slotCount) {
      Memory.fill(entries.definitions().address(), levelCount, definition);
      Memory.fill(to, presentBytes, -1);
      return;
    }
    Memory.clear(to, presentBytes);
    mark(
        entries.slots().address(),
        entries.definitions().address(),
        levelCount,
        definition,
        leafStart,
        to);
  }

  private static void begin(long slots, long repetitions, int row, int count) {
    for (int i = 0; i < count; i++) {
      Memory.writeInt(slots + (long) i * Integer.BYTES, row + i);
    }
    Memory.clear(repetitions, count);
  }

  private static void endNulls(
      long slots, long definitions, int count, long validity, int definition) {
    for (int i = 0; i < count; i++) {
      int slot = Memory.readInt(slots + (long) i * Integer.BYTES);
      if (slot >= 0 && !isSet(validity, slot)) {
        Memory.writeInt(slots + (long) i * Integer.BYTES, NONE);
        Memory.writeByte(definitions + i, definition);
      }
    }
  }

  private static int findNull(long slots, int count, long validity) {
    for (int i = 0; i < count; i++) {
      int slot = Memory.readInt(slots + (long) i * Integer.BYTES);
      if (slot >= 0 && !isSet(validity, slot)) {
        return i;
      }
    }
    return -1;
  }

  /** A row begins with each repetition level 0. */
  private static int countRows(long repetitions, int count) {
    int rows = 0;
    for (int i = 0; i < count; i++) {
      rows += Memory.readByte(repetitions + i) == 0 ? 1 : 0;
    }
    return rows;
  }

  /** Replaces each entry by one for each element of its list; returns how many there are then. */
  private static int expandSlots(
      Entries from, Entries to, int count, Offsets offsets, int definition, int repetition) {
    long slots = from.slots().address();
    long definitions = from.definitions().address();
    long repetitions = from.repetitions().address();
    long toSlots = to.slots().address();
    long toDefinitions = to.definitions().address();
    long toRepetitions = to.repetitions().address();
    int at = 0;
    for (int i = 0; i < count; i++) {
      int slot = Memory.readInt(slots + (long) i * Integer.BYTES);
      Memory.writeByte(toRepetitions + at, Memory.readByte(repetitions + i));
      int element = NONE;
      int end = NONE;
      if (slot >= 0) {
        element = offsets.at(slot);
        end = offsets.at(slot + 1);
      }
      if (element == end) {
        int ended = slot >= 0 ? definition : Memory.readByte(definitions + i);
        Memory.writeByte(toDefinitions + at, ended);
        Memory.writeInt(toSlots + (long) at++ * Integer.BYTES, NONE);
        continue;
      }
      Memory.writeInt(toSlots + (long) at++ * Integer.BYTES, element++);
      for (; element < end; element++, at++) {
        Memory.writeInt(toSlots + (long) at * Integer.BYTES, element);
        Memory.writeByte(toRepetitions + at, repetition);
      }
    }
    return at;
  }

  /** Slots only grow from entry to entry, so each word of bits is stored once, when it is whole. */
  private static void mark(
      long slots, long definitions, int count, int definition, int leafStart, long present) {
    long word = present;
    long bits = 0;
    for (int i = 0; i < count; i++) {
      int slot = Memory.readInt(slots + (long) i * Integer.BYTES);
      if (slot >= 0) {
        Memory.writeByte(definitions + i, definition);
        int bit = slot - leafStart;
        long at = present + (long) (bit >>> 6) * Long.BYTES;
        if (at != word) {
          Memory.writeLong(word, bits);
          word = at;
          bits = 0;
        }
        bits |= 1L << bit;
      }
    }
    if (bits != 0) {
      Memory.writeLong(word, bits);
    }
  }

  private static boolean isSet(long bits, int position) {
    return (Memory.readByte(bits + (position >>> 3)) & (1 << (position & 7))) != 0;
  }
}
