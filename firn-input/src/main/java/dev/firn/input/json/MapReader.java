package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.error.ViolationKind;
import dev.firn.input.convert.RefusedValue;
import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Types;

/**
 * Objects as maps. Their keys are text and become the key's type by the rules of text; a key that
 * is itself a list, struct or map is given as its JSON text, as queries print it. Two keys may be
 * written differently and still be the same value, so they are compared after the conversion.
 */
final class MapReader implements ValueReader {
  private final String path;
  private final MapVector vector;
  private final StructVector entries;
  private final ValueReader keys;
  private final ValueReader values;
  private final DistinctKeys distinct;
  private final RecordContext context;

  private MapReader(
      String path, MapVector vector, ValueReader keys, ValueReader values, RecordContext context) {
    this.path = path;
    this.vector = vector;
    this.entries = (StructVector) vector.getDataVector();
    this.keys = keys;
    this.values = values;
    this.distinct = new DistinctKeys(entries.getChildrenFromFields().getFirst());
    this.context = context;
  }

  static MapReader of(Types.MapType type, String path, MapVector vector, RecordContext context) {
    StructVector entries = (StructVector) vector.getDataVector();
    FieldVector key = entries.getChildrenFromFields().getFirst();
    FieldVector value = entries.getChildrenFromFields().getLast();
    return new MapReader(
        path,
        vector,
        ValueReader.of(type.keyType(), path + ".key", key, context),
        ValueReader.of(type.valueType(), path + ".value", value, context),
        context);
  }

  @Override
  public void read(JsonParser json, int index) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      int start = vector.startNewValue(index);
      int next = start;
      distinct.clear();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        readEntry(json, next);
        next++;
      }
      vector.endValue(index, next - start);
    } else if (token == JsonToken.VALUE_NULL) {
      vector.setNull(index);
    } else {
      writeDummy(index);
      context.addValue(path, "an object", json);
      json.skipChildren();
    }
  }

  private void readEntry(JsonParser json, int index) throws IOException {
    entries.setIndexDefined(index);
    if (readKey(json, index) && !distinct.add(index)) {
      char[] text = json.getTextCharacters();
      int from = json.getTextOffset();
      int length = json.getTextLength();
      context.add(
          new Finding(
              ViolationKind.RECORD,
              path,
              "each key once",
              () -> "the key '" + RefusedValue.shown(text, from, length) + "' again"));
    }
    json.nextToken();
    values.read(json, index);
  }

  /** Returns false if the key was refused; then it is no key to compare others with. */
  private boolean readKey(JsonParser json, int index) throws IOException {
    return switch (keys) {
      case ScalarReader scalar -> scalar.readKey(json, index);
      case StructReader _, ListReader _, MapReader _ -> readNestedKey(json, index);
    };
  }

  private boolean readNestedKey(JsonParser json, int index) throws IOException {
    char[] text = json.getTextCharacters();
    int from = json.getTextOffset();
    int length = json.getTextLength();
    long before = context.findingCount();
    try (JsonParser inner = context.parserOf(text, from, length)) {
      if (inner.nextToken() != null) {
        keys.read(inner, index);
        if (inner.nextToken() == null) {
          return context.findingCount() == before;
        }
      }
    } catch (JsonProcessingException _) {
      // Reported below: the text of a key is a value, and its record is whole.
    }
    keys.writeDummy(index);
    context.add(RefusedValue.of(path + ".key", "the JSON text of a key", text, from, length));
    return false;
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
    ListReader.finish(vector, count);
    int entryCount = entries.getValueCount();
    keys.finish(entryCount);
    values.finish(entryCount);
  }
}
