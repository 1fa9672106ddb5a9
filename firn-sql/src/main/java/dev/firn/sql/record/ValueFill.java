package dev.firn.sql.record;

/**
 * Writes values of Iceberg's generic records into one vector. A position that is never written is
 * null: vectors are fresh for every batch, and Arrow allocates them with all values null.
 */
interface ValueFill {
  /** Bytes that every position takes, whatever is in it. */
  int slotBytes();

  /**
   * Writes a value.
   *
   * @param position larger than the last one written
   * @param value not null
   * @return bytes that it takes beyond its slot
   */
  long put(int position, Object value);

  /** The fill that writes values which take no more than their slot. */
  static ValueFill fixed(int slotBytes, FixedPut put) {
    return new ValueFill() {
      @Override
      public int slotBytes() {
        return slotBytes;
      }

      @Override
      public long put(int position, Object value) {
        put.put(position, value);
        return 0;
      }
    };
  }

  /** Writes one value at one position. */
  @FunctionalInterface
  interface FixedPut {
    void put(int position, Object value);
  }
}
