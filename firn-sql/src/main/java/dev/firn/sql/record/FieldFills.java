package dev.firn.sql.record;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * The fields of records into one vector each, by place. A record may have more fields, behind those
 * that were asked for; see {@link ColumnHistory#including}.
 */
final class FieldFills {
  private final ValueFill[] fills;

  FieldFills(List<Types.NestedField> fields, List<FieldVector> vectors) {
    this.fills = new ValueFill[fields.size()];
    for (int index = 0; index < fills.length; index++) {
      fills[index] = Fills.of(fields.get(index).type(), vectors.get(index));
    }
  }

  int slotBytes() {
    int bytes = 0;
    for (ValueFill fill : fills) {
      bytes += fill.slotBytes();
    }
    return bytes;
  }

  /** Writes one record and says what it takes beyond its slots. */
  long put(int position, Record record) {
    long bytes = 0;
    for (int index = 0; index < fills.length; index++) {
      Object value = record.get(index);
      if (value != null) {
        bytes += fills[index].put(position, value);
      }
    }
    return bytes;
  }
}
