package dev.firn.engine.batch;

import java.lang.foreign.MemorySegment;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * From a position in a vector at any depth back to its row. Asked only about values that look
 * wrong, so it follows the ancestors one position at a time instead of keeping a map of all.
 *
 * <p>The offsets of the lists on the way must be in order.
 */
public sealed interface Lineage {
  /** The columns themselves: a position is a row. */
  static Lineage rows() {
    return new Rows();
  }

  /** The row that holds a position, or -1 if a null ancestor hides it or no list reaches it. */
  int rowOf(int position);

  /** The children of a struct. */
  default Lineage in(FieldVector struct) {
    return new InStruct(this, struct);
  }

  /** The elements of a list, or the entries of a map. */
  default Lineage inList(ListVector list) {
    return new InList(this, list);
  }

  /** See {@link #rows}. */
  record Rows() implements Lineage {
    @Override
    public int rowOf(int position) {
      return position;
    }
  }

  /** See {@link #in}. */
  record InStruct(Lineage parent, FieldVector struct) implements Lineage {
    @Override
    public int rowOf(int position) {
      return struct.isNull(position) ? -1 : parent.rowOf(position);
    }
  }

  /** See {@link #inList}. */
  record InList(Lineage parent, ListVector list) implements Lineage {
    @Override
    public int rowOf(int position) {
      int index = lastStartingAtOrBefore(position);
      if (index < 0 || position >= list.getElementEndIndex(index) || list.isNull(index)) {
        return -1;
      }
      return parent.rowOf(index);
    }

    private int lastStartingAtOrBefore(int position) {
      MemorySegment offsets = VectorMemory.of(list.getOffsetBuffer());
      int low = 0;
      int high = list.getValueCount() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (offsets.getAtIndex(VectorMemory.INT, middle) <= position) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }
  }
}
