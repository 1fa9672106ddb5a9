package dev.firn.duckdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/** All rows of a reader as lists of objects, for assertions; binaries as hexadecimal text. */
final class Rows {
  private Rows() {}

  static List<List<Object>> readAll(ArrowReader reader) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    while (reader.loadNextBatch()) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      for (int row = 0; row < root.getRowCount(); row++) {
        List<Object> values = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
          Object value = vector.getObject(row);
          values.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
        }
        rows.add(values);
      }
    }
    return rows;
  }
}
