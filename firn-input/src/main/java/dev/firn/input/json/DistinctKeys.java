package dev.firn.input.json;

import java.util.Arrays;
import org.apache.arrow.memory.util.hash.MurmurHasher;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.compare.Range;
import org.apache.arrow.vector.compare.RangeEqualsVisitor;

/**
 * The keys of one map, as indexes of the vector that holds them: a hash table without an object per
 * key, cleared for each map.
 *
 * <p>Limit: grows with the largest map, which is part of one record.
 */
final class DistinctKeys {
  /** Most maps are small; clearing this for each costs next to nothing. */
  private static final int SLOTS_MIN = 16;

  private static final int EMPTY = 0;

  private final FieldVector keys;
  private final RangeEqualsVisitor equality;
  private final MurmurHasher hasher = new MurmurHasher(0x5f3759df);
  private int[] indexes = new int[SLOTS_MIN];
  private int[] hashes = new int[SLOTS_MIN];
  private int mask = SLOTS_MIN - 1;
  private int count;

  DistinctKeys(FieldVector keys) {
    this.keys = keys;
    this.equality = new RangeEqualsVisitor(keys, keys);
  }

  /** Begins a map. */
  void clear() {
    mask = SLOTS_MIN - 1;
    count = 0;
    Arrays.fill(indexes, 0, SLOTS_MIN, EMPTY);
  }

  /** Adds the key at an index of the vector; false if the map has it already. */
  boolean add(int index) {
    if (2 * count > mask) {
      grow();
    }
    int hash = keys.hashCode(index, hasher);
    int slot = hash & mask;
    while (indexes[slot] != EMPTY) {
      if (hashes[slot] == hash && areEqual(indexes[slot] - 1, index)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    indexes[slot] = index + 1;
    hashes[slot] = hash;
    count++;
    return true;
  }

  private boolean areEqual(int one, int other) {
    // Arrow compares only what lies below the count.
    keys.setValueCount(other + 1);
    return equality.rangeEquals(new Range(one, other, 1));
  }

  private void grow() {
    int[] oldIndexes = indexes;
    int[] oldHashes = hashes;
    int oldSlots = mask + 1;
    mask = 2 * oldSlots - 1;
    indexes = new int[mask + 1];
    hashes = new int[mask + 1];
    for (int old = 0; old < oldSlots; old++) {
      if (oldIndexes[old] != EMPTY) {
        int slot = oldHashes[old] & mask;
        while (indexes[slot] != EMPTY) {
          slot = (slot + 1) & mask;
        }
        indexes[slot] = oldIndexes[old];
        hashes[slot] = oldHashes[old];
      }
    }
  }
}
