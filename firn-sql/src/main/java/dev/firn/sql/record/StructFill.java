package dev.firn.sql.record;

import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** Structs; the fields of a null one stay null. */
final class StructFill implements ValueFill {
  private final StructVector vector;
  private final FieldFills fields;

  StructFill(Types.StructType type, StructVector vector) {
    this.vector = vector;
    this.fields = new FieldFills(type.fields(), vector.getChildrenFromFields());
  }

  @Override
  public int slotBytes() {
    return fields.slotBytes();
  }

  @Override
  public long put(int position, Object value) {
    vector.setIndexDefined(position);
    return fields.put(position, (Record) value);
  }
}
