package dev.firn.parquet;

/**
 * One vector on the way from a column's root down to its leaf.
 *
 * @param isNullable whether its nulls are told apart, by a definition level of their own
 * @param name dotted, for messages
 * @param child which child vector the way goes on with
 */
record PathStep(Nesting nesting, boolean isNullable, String name, int child) {
  /** What a vector does to the positions below it. */
  enum Nesting {
    /** Nothing: a child's positions are its parent's. */
    STRUCT,
    /** Each position becomes a range, given by offsets; maps are lists of entries. */
    LIST,
    /** The same by offsets of 64 bits. */
    LARGE_LIST
  }

  boolean isList() {
    return nesting != Nesting.STRUCT;
  }

  /** The bytes of an offset. */
  int offsetBytes() {
    return nesting == Nesting.LARGE_LIST ? Long.BYTES : Integer.BYTES;
  }
}
