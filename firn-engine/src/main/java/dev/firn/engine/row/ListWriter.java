package dev.firn.engine.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Lists, in the order in which their collection gives the elements. */
record ListWriter(ColumnWriter elements) implements ValueWriter {
  static ListWriter of(Types.ListType type, String path) {
    return new ListWriter(ColumnWriter.of(type.fields().getFirst(), path + ".element"));
  }

  @Override
  public @Nullable Object accept(String path, Object given, RowFindings findings) {
    if (!(given instanceof Collection<?> collection)) {
      findings.addValue(path, "a Collection", given);
      return null;
    }
    List<@Nullable Object> values = new ArrayList<>(collection.size());
    for (Object element : collection) {
      values.add(elements.accept(element, findings));
    }
    return values;
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    ListVector list = (ListVector) to;
    List<?> values = (List<?>) value;
    int start = list.startNewValue(index);
    Slots.requireRoom(start, values.size());
    FieldVector vector = list.getDataVector();
    long bits = Slots.OFFSET_BITS;
    for (int i = 0; i < values.size(); i++) {
      bits += elements.write(vector, start + i, values.get(i));
    }
    list.endValue(index, values.size());
    return bits;
  }

  @Override
  public long writeNull(FieldVector to, int index) {
    to.setNull(index);
    return Slots.OFFSET_BITS;
  }

  @Override
  public void finish(FieldVector to, int count) {
    ListVector list = (ListVector) to;
    Slots.finishList(list, count);
    elements.finish(list.getDataVector(), list.getDataVector().getValueCount());
  }
}
