package dev.firn.engine.schema;

import java.util.List;

/** How one source vector fills one vector of the table, decided once for all batches. */
sealed interface ColumnPlan {
  /** The source has no such column: every value is null. */
  record Absent() implements ColumnPlan {}

  /** The source has no such column, and the table says what is written then. */
  record Default(Object value) implements ColumnPlan {}

  /** A flat column; {@code path} names it in violations. */
  record Leaf(String path, Conversion conversion) implements ColumnPlan {}

  /** Positions in a dictionary, whose values then follow {@code values}. */
  record Decode(String path, long dictionaryId, ColumnPlan values) implements ColumnPlan {}

  /** Children in the table's order; also a map's entries. */
  record Struct(String path, List<Slot> children) implements ColumnPlan {}

  /** A list or map, whose only child is its elements or entries. */
  record Repeated(String path, Offsets offsets, ColumnPlan elements) implements ColumnPlan {}

  /**
   * Which child of the source goes through which plan; {@code Absent} and {@code Default} read
   * none.
   */
  record Slot(int sourceIndex, ColumnPlan plan) {
    boolean readsSource() {
      return !(plan instanceof Absent || plan instanceof Default);
    }
  }

  /** How the source says where each list ends. */
  enum Offsets {
    BITS_32,
    BITS_64,
    FIXED_SIZE
  }
}
