package dev.firn.engine.verify;

import java.util.Arrays;

/**
 * A set of locations that takes eight to twenty-four bytes for each, because it holds only hashes
 * of 64 bits. Of a million locations, one that is not in the set is taken for one of them once in
 * ten trillion times.
 */
final class LocationSet {
  private static final int SLOTS_MIN = 1 << 10;
  private static final long HASH_SEED = 0xCBF29CE484222325L;
  private static final long HASH_PRIME = 0x100000001B3L;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Zero is a free slot. */
  private long[] slots = new long[SLOTS_MIN];

  private int count;

  /** Adds a location; false if it was there. */
  boolean add(String location) {
    if (2 * (count + 1) > slots.length) {
      grow();
    }
    long hash = hash(location);
    int slot = slotOf(slots, hash);
    if (slots[slot] == hash) {
      return false;
    }
    slots[slot] = hash;
    count++;
    return true;
  }

  boolean contains(String location) {
    long hash = hash(location);
    return slots[slotOf(slots, hash)] == hash;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    Arrays.stream(slots).filter(hash -> hash != 0).forEach(h -> larger[slotOf(larger, h)] = h);
    slots = larger;
  }

  private static int slotOf(long[] slots, long hash) {
    int slot = (int) (hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** FNV-1a over the characters behind the scheme, which engines write in several ways. */
  private static long hash(String location) {
    long hash = HASH_SEED;
    for (int i = pathStart(location); i < location.length(); i++) {
      hash = (hash ^ location.charAt(i)) * HASH_PRIME;
    }
    hash = (hash ^ (hash >>> 32)) * MIX;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }

  /** Where {@code /x} begins in {@code file:///x}, {@code file:/x} and {@code /x}. */
  private static int pathStart(String location) {
    if (!location.startsWith("file:/")) {
      return 0;
    }
    return location.startsWith("file:///") ? "file://".length() : "file:".length();
  }
}
