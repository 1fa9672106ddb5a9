package dev.firn.parquet;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A leaf whose slots are indices of a dictionary's values (Arrow's "Dictionary-encoded Layout").
 * Indices of null slots may be anything; those of others may be wrong, until {@link #checkWithin}
 * has seen them.
 */
final class References {
  private final FieldVector indices;
  private final int indexBytes;

  /** What is kept of an index of 8 or 16 bits that was widened. */
  private final int mask;

  private final FieldVector values;
  private final boolean holdsNulls;

  private References(FieldVector indices, ArrowType.Int type, FieldVector values) {
    this.indices = indices;
    this.indexBytes = type.getBitWidth() / Byte.SIZE;
    this.mask = type.getIsSigned() ? -1 : (int) ((1L << type.getBitWidth()) - 1);
    this.values = values;
    this.holdsNulls = Nulls.findFirst(values, 0, values.getValueCount()) >= 0;
  }

  /** The leaf of these indices, whose types were checked. */
  static References of(FieldVector indices, Dictionary dictionary) {
    ArrowType.Int type = (ArrowType.Int) indices.getField().getType();
    return new References(indices, type, dictionary.getVector());
  }

  /** The dictionary's values. */
  FieldVector values() {
    return values;
  }

  /** Whether a slot that is not null may have a value that is. */
  boolean holdsNulls() {
    return holdsNulls;
  }

  /** Whether the index of a slot is that of a null. */
  boolean isNullValue(int slot) {
    int index = at(slot);
    return isWithin(index)
        && ((Memory.readByte(values.getValidityBufferAddress() + (index >>> 3)) >>> (index & 7))
                & 1)
            == 0;
  }

  /** Clears the bits of slots whose value is null. */
  void clearNullValues(int position, int slotCount, long[] validity) {
    for (int i = 0; i < slotCount; i++) {
      if (isNullValue(position + i)) {
        validity[i >>> 6] &= ~(1L << i);
      }
    }
  }

  /** The first slot that is null or whose value is null, or -1. */
  int findFirstNull(int position, int slotCount) {
    int nullSlot = Nulls.findFirst(indices, position, slotCount);
    if (!holdsNulls) {
      return nullSlot;
    }
    int end = nullSlot < 0 ? position + slotCount : nullSlot;
    for (int slot = position; slot < end; slot++) {
      if (isNullValue(slot)) {
        return slot;
      }
    }
    return nullSlot;
  }

  /** Reads the indices of slots; one that no vector can have becomes negative. */
  void read(int position, int slotCount, int[] to) {
    long from = indices.getDataBufferAddress() + (long) position * indexBytes;
    switch (indexBytes) {
      case Byte.BYTES -> readBytes(from, slotCount, mask, to);
      case Short.BYTES -> readShorts(from, slotCount, mask, to);
      case Integer.BYTES -> Memory.readInts(from, to, slotCount);
      default -> readLongs(from, slotCount, to);
    }
  }

  /** Reads the indices of slots; of those that are null or have no value it makes -1. */
  void readKnown(int position, int slotCount, int[] to) {
    long[] validity = new long[Bits.wordCount(slotCount)];
    Nulls.read(indices, position, slotCount, validity);
    if (holdsNulls) {
      clearNullValues(position, slotCount, validity);
    }
    read(position, slotCount, to);
    blank(to, slotCount, validity, dictionaryCount());
  }

  /**
   * Checks the indices of the slots that a workspace marks, which lie in it without gaps.
   *
   * @throws InvalidBatchException if one is not that of a value
   */
  void checkWithin(LeafColumn column, int position, int valueCount, Workspace workspace) {
    if (Integer.compareUnsigned(largest(workspace.indexes, valueCount), dictionaryCount()) < 0
        || valueCount == 0) {
      return;
    }
    int slot = position;
    while (((workspace.validity[(slot - position) >>> 6] >>> (slot - position)) & 1) == 0
        || isWithin(at(slot))) {
      slot++;
    }
    throw new InvalidBatchException(
        "Column '"
            + column.dottedPath()
            + (column.isFlat() ? "', row " : "', slot ")
            + slot
            + " of the batch: expected an index of a dictionary of "
            + dictionaryCount()
            + " values, found "
            + indexWords(slot)
            + ".");
  }

  private String indexWords(int slot) {
    long index = ((BaseIntVector) indices).getValueAsLong(slot);
    return mask == -1 ? Long.toString(index) : Long.toUnsignedString(index);
  }

  private int dictionaryCount() {
    return values.getValueCount();
  }

  private boolean isWithin(int index) {
    return Integer.compareUnsigned(index, dictionaryCount()) < 0;
  }

  private int at(int slot) {
    long from = indices.getDataBufferAddress() + (long) slot * indexBytes;
    return switch (indexBytes) {
      case Byte.BYTES -> Memory.readByte(from) & mask;
      case Short.BYTES -> Memory.readShort(from) & mask;
      case Integer.BYTES -> Memory.readInt(from);
      default -> narrow(Memory.readLong(from));
    };
  }

  private static void readBytes(long from, int count, int mask, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readByte(from + i) & mask;
    }
  }

  private static void readShorts(long from, int count, int mask, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Memory.readShort(from + (long) i * Short.BYTES) & mask;
    }
  }

  private static void readLongs(long from, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = narrow(Memory.readLong(from + (long) i * Long.BYTES));
    }
  }

  private static int narrow(long index) {
    return index >>> (Integer.SIZE - 1) == 0 ? (int) index : -1;
  }

  private static void blank(int[] indexes, int count, long[] validity, int valueCount) {
    for (int i = 0; i < count; i++) {
      boolean isSet = ((validity[i >>> 6] >>> i) & 1) != 0;
      if (!isSet || Integer.compareUnsigned(indexes[i], valueCount) >= 0) {
        indexes[i] = -1;
      }
    }
  }

  /** The largest of unsigned numbers; 0 if there are none. */
  private static int largest(int[] numbers, int count) {
    int largest = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, numbers[i] ^ Integer.MIN_VALUE);
    }
    return largest ^ Integer.MIN_VALUE;
  }
}
