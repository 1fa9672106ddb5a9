package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a batch that hold one column: those above the leaf, and the leaf. Maps positions
 * of rows to slots of the leaf by the offsets of the lists between them.
 */
final class ColumnVectors {
  private final List<PathStep> steps;
  private final FieldVector[] parents;
  private final FieldVector leaf;
  private final @Nullable References references;

  /** Where the offsets of each step begin; 0 if it has none. */
  private final long[] offsets;

  private ColumnVectors(LeafColumn column, FieldVector root, DictionaryProvider dictionaries) {
    this.steps = column.place().steps();
    this.parents = new FieldVector[steps.size()];
    this.offsets = new long[steps.size()];
    FieldVector vector = root;
    for (int depth = 0; depth < parents.length; depth++) {
      parents[depth] = vector;
      // A list of no values may be without offsets; then nobody asks for them.
      boolean hasOffsets = steps.get(depth).isList() && vector.getValueCount() > 0;
      offsets[depth] = hasOffsets ? vector.getOffsetBufferAddress() : 0;
      vector = vector.getChildrenFromFields().get(steps.get(depth).child());
    }
    this.leaf = vector;
    DictionaryEncoding encoding = vector.getField().getDictionary();
    this.references =
        encoding == null ? null : References.of(vector, dictionaries.lookup(encoding.getId()));
  }

  /** The vectors of a batch that was checked. */
  static ColumnVectors of(
      LeafColumn column, VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    return new ColumnVectors(column, batch.getVector(column.place().rootIndex()), dictionaries);
  }

  FieldVector leaf() {
    return leaf;
  }

  /** Where the leaf's values are, if its slots refer to a dictionary's. */
  @Nullable References references() {
    return references;
  }

  /** Marks which slots of the leaf have a value; returns how many. */
  int loadValidity(int position, int slotCount, long[] validity) {
    Nulls.read(leaf, position, slotCount, validity);
    if (references != null && references.holdsNulls()) {
      references.clearNullValues(position, slotCount, validity);
    }
    return Bits.count(validity, slotCount);
  }

  int depth() {
    return parents.length;
  }

  PathStep step(int depth) {
    return steps.get(depth);
  }

  FieldVector parent(int depth) {
    return parents[depth];
  }

  /** Where the offsets of a list begin. */
  long offsets(int depth) {
    return offsets[depth];
  }

  /** The first position in the vectors of this depth that belongs to this row or later ones. */
  int border(int row, int depth) {
    int position = row;
    for (int i = 0; i < depth; i++) {
      if (offsets[i] != 0) {
        position = offset(i, position);
      }
    }
    return position;
  }

  /** Element vectors have fewer than 2^31 slots, so of a large list the low word is enough. */
  private int offset(int depth, int position) {
    return Memory.readInt(offsets[depth] + (long) position * steps.get(depth).offsetBytes());
  }

  /** The first slot of the leaf that belongs to this row or later ones. */
  int leafBorder(int row) {
    return border(row, parents.length);
  }

  /** An upper bound of how many levels a range of rows has. */
  long levelsMax(int row, int rowCount) {
    long levels = rowCount;
    int from = row;
    int end = row + rowCount;
    for (int depth = 0; depth < offsets.length; depth++) {
      if (offsets[depth] != 0) {
        from = offset(depth, from);
        end = offset(depth, end);
        levels += end - from;
      }
    }
    return levels;
  }
}
