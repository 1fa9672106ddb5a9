package dev.firn.parquet;

import java.util.List;
import java.util.OptionalInt;

/**
 * A column of values as the file's schema has it.
 *
 * @param index its place among the leaves
 * @param path the names from the root field down to it
 * @param definitionLevelMax 0 if required, 1 if a flat column is optional
 * @param typeBytes the length of a fixed value, else 0
 * @param precision the digits of a decimal, else 0
 * @param cut how its bounds may be shortened
 */
record LeafColumn(
    int index,
    List<String> path,
    OptionalInt fieldId,
    int definitionLevelMax,
    Layout layout,
    int typeBytes,
    int precision,
    BoundCut cut) {
  String dottedPath() {
    return String.join(".", path);
  }

  boolean isRequired() {
    return definitionLevelMax == 0;
  }

  /** An upper bound of the plain bytes of one value, the content of a string left out. */
  int plainBytesMax() {
    return layout == Layout.FIXED ? typeBytes : layout.fixedBytes();
  }
}
