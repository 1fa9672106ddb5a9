package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The schema that a file of dictionary-encoded batches is made with: a field of indices has the
 * type of the values that they refer to, at every depth, and keeps its name, nullability and
 * metadata.
 */
public final class ValueSchema {
  private ValueSchema() {}

  /**
   * The schema of the values.
   *
   * @param schema as batches have it
   * @throws IllegalArgumentException if a dictionary is missing
   */
  public static Schema of(Schema schema, DictionaryProvider dictionaries) {
    return new Schema(ofAll(schema.getFields(), dictionaries), schema.getCustomMetadata());
  }

  private static List<Field> ofAll(List<Field> fields, DictionaryProvider dictionaries) {
    return fields.stream().map(field -> of(field, dictionaries)).toList();
  }

  private static Field of(Field field, DictionaryProvider dictionaries) {
    Field values = field;
    if (field.getDictionary() != null) {
      long id = field.getDictionary().getId();
      Dictionary dictionary = dictionaries.lookup(id);
      if (dictionary == null) {
        throw new IllegalArgumentException(
            "Column '" + field.getName() + "': expected dictionary " + id + ", found none.");
      }
      values = dictionary.getVector().getField();
    }
    FieldType type = new FieldType(field.isNullable(), values.getType(), null, field.getMetadata());
    return new Field(field.getName(), type, ofAll(values.getChildren(), dictionaries));
  }
}
