package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** An upper bound of what rows take in plain encoding, found without looking at each row. */
final class PlainBytesBound {
  private PlainBytesBound() {}

  static long of(List<ColumnWriter> columns, VectorSchemaRoot batch, int position, int rowCount) {
    long bytes = 0;
    for (ColumnWriter writer : columns) {
      LeafColumn column = writer.column();
      bytes += (long) column.plainBytesMax() * rowCount + (rowCount >>> 3);
      if (column.layout().isVariable()) {
        FieldVector vector = batch.getVector(column.index());
        bytes += BytesLoader.dataBytes(vector, column.layout(), position, rowCount);
      }
    }
    return bytes;
  }
}
