package dev.firn.sql.record;

import java.util.List;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.iceberg.types.Types;

/** Lists: the elements of all rows stand in one vector, one row's behind the other's. */
record ListFill(ListVector vector, ValueFill elements) implements ValueFill {
  static ListFill of(Types.ListType type, ListVector vector) {
    return new ListFill(vector, Fills.of(type.elementType(), vector.getDataVector()));
  }

  @Override
  public int slotBytes() {
    return Integer.BYTES;
  }

  @Override
  public long put(int position, Object value) {
    List<?> list = (List<?>) value;
    int start = vector.startNewValue(position);
    long bytes = (long) list.size() * elements.slotBytes();
    int at = start;
    for (Object element : list) {
      if (element != null) {
        bytes += elements.put(at, element);
      }
      at++;
    }
    vector.endValue(position, list.size());
    return bytes;
  }
}
