package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.input.convert.DefaultText;
import dev.firn.input.convert.RefusedValue;
import dev.firn.input.convert.ScalarWriter;
import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** Strings, numbers, true and false, by the rules of {@link ScalarWriter}. */
final class ScalarReader implements ValueReader {
  private final String path;
  private final FieldVector vector;
  private final ScalarWriter writer;
  private final RecordContext context;

  /** The text of the default, or null if there is none. */
  private final char @Nullable [] absent;

  private ScalarReader(
      String path,
      FieldVector vector,
      ScalarWriter writer,
      RecordContext context,
      char @Nullable [] absent) {
    this.path = path;
    this.vector = vector;
    this.writer = writer;
    this.context = context;
    this.absent = absent;
  }

  static ScalarReader of(Type type, String path, FieldVector vector, RecordContext context) {
    return new ScalarReader(path, vector, ScalarWriter.of(type), context, null);
  }

  /** The reader of a column that has this default, as Iceberg holds it. */
  static ScalarReader withDefault(
      Type type, Object value, String path, FieldVector vector, RecordContext context) {
    char[] text = DefaultText.of(type, value).toCharArray();
    return new ScalarReader(path, vector, ScalarWriter.of(type), context, text);
  }

  @Override
  public void read(JsonParser json, int index) throws IOException {
    JsonToken token = json.currentToken();
    switch (token) {
      case VALUE_STRING -> {
        char[] text = json.getTextCharacters();
        int from = json.getTextOffset();
        if (!writer.writeString(vector, index, text, from, json.getTextLength())) {
          context.add(RefusedValue.of(path, writer.expected(), text, from, json.getTextLength()));
        }
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        char[] text = json.getTextCharacters();
        int from = json.getTextOffset();
        if (!writer.writeNumber(vector, index, text, from, json.getTextLength())) {
          context.addValue(path, writer.expected(), json);
        }
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        if (!writer.writeBoolean(vector, index, token == JsonToken.VALUE_TRUE)) {
          context.addValue(path, writer.expected(), json);
        }
      }
      case VALUE_NULL -> writer.writeNull(vector, index);
      case START_OBJECT, START_ARRAY -> {
        writer.writeDummy(vector, index);
        context.addValue(path, writer.expected(), json);
        json.skipChildren();
      }
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("Expected a value's first token, found " + token);
    }
  }

  /**
   * Reads a value given as an object's key.
   *
   * @return false if it is refused; it has been reported then
   */
  boolean readKey(JsonParser json, int index) throws IOException {
    char[] text = json.getTextCharacters();
    int from = json.getTextOffset();
    int length = json.getTextLength();
    boolean isAccepted = writer.writeText(vector, index, text, from, length);
    if (!isAccepted) {
      context.add(RefusedValue.of(path, writer.expected(), text, from, length));
    }
    return isAccepted;
  }

  @Override
  public void writeNull(int index) {
    writer.writeNull(vector, index);
  }

  @Override
  public void writeAbsent(int index) {
    char[] text = absent;
    if (text == null) {
      writeNull(index);
    } else if (!writer.writeText(vector, index, text, 0, text.length)) {
      throw new IllegalStateException(
          "Expected a default of column '" + path + "' to be " + writer.expected());
    }
  }

  @Override
  public void writeDummy(int index) {
    writer.writeDummy(vector, index);
  }

  @Override
  public void finish(int count) {
    vector.setValueCount(count);
  }
}
