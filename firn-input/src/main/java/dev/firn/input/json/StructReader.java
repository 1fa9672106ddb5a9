package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Types;

/** Objects whose keys are a struct's fields. */
final class StructReader implements ValueReader {
  private final String path;
  private final StructVector vector;
  private final ObjectReader fields;
  private final RecordContext context;

  private StructReader(
      String path, StructVector vector, ObjectReader fields, RecordContext context) {
    this.path = path;
    this.vector = vector;
    this.fields = fields;
    this.context = context;
  }

  static StructReader of(
      Types.StructType type, String path, StructVector vector, RecordContext context) {
    ObjectReader fields =
        ObjectReader.of(type.fields(), path + ".", vector.getChildrenFromFields(), context);
    return new StructReader(path, vector, fields, context);
  }

  @Override
  public void read(JsonParser json, int index) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      vector.setIndexDefined(index);
      fields.read(json, index);
    } else if (token == JsonToken.VALUE_NULL) {
      writeNull(index);
    } else {
      writeDummy(index);
      context.addValue(path, "an object", json);
      json.skipChildren();
    }
  }

  @Override
  public void writeNull(int index) {
    vector.setNull(index);
    fields.writeNulls(index);
  }

  @Override
  public void writeDummy(int index) {
    vector.setIndexDefined(index);
    fields.writeDummies(index);
  }

  @Override
  public void finish(int count) {
    vector.setValueCount(count);
    fields.finish(count);
  }
}
