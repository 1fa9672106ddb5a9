package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The way from a batch, or from the elements of a list, to the vector of a field: the one place
 * that knows the batch of the moment. A field of a struct that is null is null.
 */
final class ColumnPath {
  private final Types.NestedField field;
  private final String name;
  private final @Nullable ColumnPath list;
  private final int[] steps;
  private final List<Integer> fieldIds;
  private final List<MemorySegment> validities = new ArrayList<>();
  private @Nullable FieldVector vector;

  private ColumnPath(
      Types.NestedField field,
      String name,
      @Nullable ColumnPath list,
      int[] steps,
      List<Integer> fieldIds) {
    this.field = field;
    this.name = name;
    this.list = list;
    this.steps = steps;
    this.fieldIds = fieldIds;
  }

  /** A column of the table. */
  static ColumnPath ofColumn(Types.NestedField column, int index) {
    return new ColumnPath(
        column, column.name(), null, new int[] {index}, List.of(column.fieldId()));
  }

  /** A field of the struct that this leads to. */
  ColumnPath field(Types.NestedField child, int index) {
    int[] longer = Arrays.copyOf(steps, steps.length + 1);
    longer[steps.length] = index;
    return new ColumnPath(child, name + "." + child.name(), list, longer, with(child));
  }

  /** The elements of the list that this leads to. */
  ColumnPath element(Types.NestedField element) {
    return new ColumnPath(element, name + ".element", this, new int[0], with(element));
  }

  private List<Integer> with(Types.NestedField child) {
    List<Integer> ids = new ArrayList<>(fieldIds);
    ids.add(child.fieldId());
    return List.copyOf(ids);
  }

  Types.NestedField field() {
    return field;
  }

  /** Dotted, as Iceberg names it. */
  String name() {
    return name;
  }

  /** The list whose elements this leads through; empty for fields of rows. */
  Optional<ColumnPath> list() {
    return Optional.ofNullable(list);
  }

  /** The field's id and those of all that it is in. */
  List<Integer> fieldIds() {
    return fieldIds;
  }

  /** Finds the vectors of a batch; the list that this leads through must have found its own. */
  void bind(VectorSchemaRoot root) {
    validities.clear();
    FieldVector found;
    int step = 0;
    if (list == null) {
      found = root.getVector(steps[step++]);
    } else {
      found = ((ListVector) list.vector()).getDataVector();
    }
    validities.add(VectorMemory.of(found.getValidityBuffer()));
    for (; step < steps.length; step++) {
      found = found.getChildrenFromFields().get(steps[step]);
      validities.add(VectorMemory.of(found.getValidityBuffer()));
    }
    vector = found;
  }

  /** Lets the batch go. */
  void unbind() {
    vector = null;
    validities.clear();
  }

  FieldVector vector() {
    if (vector == null) {
      throw new IllegalStateException("Column '" + name + "' is read outside a batch");
    }
    return vector;
  }

  /** The bytes of fixed-width values or of variable-width ones. */
  MemorySegment data() {
    return VectorMemory.of(vector().getDataBuffer());
  }

  /** The offsets of variable-width values or of lists. */
  MemorySegment offsets() {
    return VectorMemory.of(vector().getOffsetBuffer());
  }

  /** Says of each position of a frame if the value is there. */
  void readStates(Frame frame, byte[] states) {
    Arrays.fill(states, 0, frame.count(), Truth.PRESENT);
    for (int i = 0; i < validities.size(); i++) {
      markNulls(validities.get(i), frame.from(), frame.count(), states);
    }
  }

  private static void markNulls(MemorySegment validity, int from, int count, byte[] states) {
    int i = 0;
    while (i < count) {
      int position = from + i;
      if ((position & 7) == 0
          && i + 64 <= count
          && validity.get(VectorMemory.LONG, position >> 3) == -1L) {
        i += 64;
      } else {
        int bit = validity.get(VectorMemory.BYTE, position >> 3) >> (position & 7) & 1;
        states[i] |= (byte) ((bit ^ 1) * Truth.NULL);
        i++;
      }
    }
  }
}
