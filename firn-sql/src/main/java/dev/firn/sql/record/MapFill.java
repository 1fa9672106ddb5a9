package dev.firn.sql.record;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Types;

/** Maps: lists of entries, which are structs of a key and a value. */
record MapFill(MapVector vector, StructVector entries, ValueFill keys, ValueFill values)
    implements ValueFill {
  static MapFill of(Types.MapType type, MapVector vector) {
    StructVector entries = (StructVector) vector.getDataVector();
    List<FieldVector> pair = entries.getChildrenFromFields();
    return new MapFill(
        vector,
        entries,
        Fills.of(type.keyType(), pair.getFirst()),
        Fills.of(type.valueType(), pair.getLast()));
  }

  @Override
  public int slotBytes() {
    return Integer.BYTES;
  }

  @Override
  public long put(int position, Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    int at = vector.startNewValue(position);
    long bytes = (long) map.size() * (keys.slotBytes() + values.slotBytes());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.setIndexDefined(at);
      bytes += keys.put(at, entry.getKey());
      if (entry.getValue() != null) {
        bytes += values.put(at, entry.getValue());
      }
      at++;
    }
    vector.endValue(position, map.size());
    return bytes;
  }
}
