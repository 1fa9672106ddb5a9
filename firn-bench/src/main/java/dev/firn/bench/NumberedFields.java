package dev.firn.bench;

import dev.firn.engine.schema.ArrowMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Gives the fields of an Arrow schema the ids that Iceberg's columns have: 1, 2 … in their order.
 */
final class NumberedFields {
  private int lastId;

  private NumberedFields() {}

  /** The same schema with an id at every field, those that are nested included. */
  static Schema of(Schema schema) {
    return new Schema(new NumberedFields().numbered(schema.getFields()));
  }

  private List<Field> numbered(List<Field> fields) {
    List<Field> numbered = new ArrayList<>();
    for (Field field : fields) {
      Map<String, String> metadata = new HashMap<>(field.getMetadata());
      lastId++;
      metadata.put(ArrowMapping.FIELD_ID_KEY, Integer.toString(lastId));
      FieldType type = new FieldType(field.isNullable(), field.getType(), null, metadata);
      numbered.add(new Field(field.getName(), type, numbered(field.getChildren())));
    }
    return numbered;
  }
}
