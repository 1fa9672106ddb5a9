package dev.firn.sql.record;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;

/** Whole rows into the vectors of a root. */
record RowFill(FieldFills fields, List<FieldVector> vectors) {
  static RowFill of(Schema columns, List<FieldVector> vectors) {
    return new RowFill(new FieldFills(columns.columns(), vectors), vectors);
  }

  /** Bytes that every row takes, whatever is in it. */
  int slotBytes() {
    return fields.slotBytes();
  }

  /** Makes room for a batch; all values are null. */
  void allocate(int rowCount) {
    for (FieldVector vector : vectors) {
      setCapacity(vector, rowCount);
      vector.allocateNew();
    }
  }

  /** Writes a row and says what it takes beyond its slots. */
  long put(int position, Record record) {
    return fields.put(position, record);
  }

  /** Arrow's own guess for lists is five elements a row, at each depth anew. */
  private static void setCapacity(ValueVector vector, int rowCount) {
    vector.setInitialCapacity(rowCount);
    switch (vector) {
      case ListVector list -> setCapacity(list.getDataVector(), rowCount);
      case StructVector struct ->
          struct.getChildrenFromFields().forEach(child -> setCapacity(child, rowCount));
      default -> {}
    }
  }
}
