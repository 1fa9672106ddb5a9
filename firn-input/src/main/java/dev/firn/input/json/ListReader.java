package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.iceberg.types.Types;

/** Arrays as lists. */
final class ListReader implements ValueReader {
  private final String path;
  private final ListVector vector;
  private final ValueReader elements;
  private final RecordContext context;

  private ListReader(String path, ListVector vector, ValueReader elements, RecordContext context) {
    this.path = path;
    this.vector = vector;
    this.elements = elements;
    this.context = context;
  }

  static ListReader of(Types.ListType type, String path, ListVector vector, RecordContext context) {
    ValueReader elements =
        ValueReader.of(type.elementType(), path + ".element", vector.getDataVector(), context);
    return new ListReader(path, vector, elements, context);
  }

  @Override
  public void read(JsonParser json, int index) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_ARRAY) {
      int start = vector.startNewValue(index);
      int next = start;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        elements.read(json, next);
        next++;
      }
      vector.endValue(index, next - start);
    } else if (token == JsonToken.VALUE_NULL) {
      vector.setNull(index);
    } else {
      writeDummy(index);
      context.addValue(path, "an array", json);
      json.skipChildren();
    }
  }

  @Override
  public void writeNull(int index) {
    vector.setNull(index);
  }

  @Override
  public void writeDummy(int index) {
    vector.startNewValue(index);
  }

  @Override
  public void finish(int count) {
    finish(vector, count);
    elements.finish(vector.getDataVector().getValueCount());
  }

  /** Forgets lists of a record that was taken back, whose elements Arrow would count otherwise. */
  static void finish(ListVector vector, int count) {
    if (vector.getLastSet() >= count) {
      vector.setLastSet(count - 1);
    }
    vector.setValueCount(count);
  }
}
