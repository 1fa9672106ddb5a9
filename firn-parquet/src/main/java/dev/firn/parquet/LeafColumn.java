package dev.firn.parquet;

import java.util.List;
import java.util.OptionalInt;

/**
 * A column of values as the file's schema has it.
 *
 * @param index its place among the leaves
 * @param place the way from its root field down to it
 * @param isNullable whether the leaf itself may be null
 * @param typeBytes the length of a fixed value, else 0
 * @param precision the digits of a decimal, else 0
 * @param cut how its bounds may be shortened
 * @param order whether its values have any bounds
 */
record LeafColumn(
    int index,
    LeafPath place,
    boolean isNullable,
    OptionalInt fieldId,
    Layout layout,
    int typeBytes,
    int precision,
    BoundCut cut,
    ValueOrder order) {
  /** The names that Parquet's metadata has, from the root field down to it. */
  List<String> path() {
    return place.names();
  }

  /** Its name as Iceberg has it. */
  String dottedPath() {
    return place.dotted();
  }

  /** 0 if nothing on the way can be null or empty, 1 if a flat column is optional. */
  int definitionLevelMax() {
    return place.definitionLevel() + (isNullable ? 1 : 0);
  }

  /** How many lists and maps it lies in. */
  int repetitionLevelMax() {
    return place.repetitionLevelMax();
  }

  /** Whether every row has a value, and only one. */
  boolean isRequired() {
    return definitionLevelMax() == 0;
  }

  /**
   * Whether every row has one slot of the leaf's vector: it lies in no more than required structs.
   */
  boolean isFlat() {
    return place.definitionLevel() == 0;
  }

  /** An upper bound of the plain bytes of one value, the content of a string left out. */
  int plainBytesMax() {
    return layout == Layout.FIXED ? typeBytes : layout.fixedBytes();
  }
}
