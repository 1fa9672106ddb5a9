package dev.firn.sql.metadata;

import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Columns of metadata tables. All may be null, since older metadata leaves most of them out. */
final class ArrowColumns {
  private ArrowColumns() {}

  static Field text(String name) {
    return field(name, ArrowType.Utf8.INSTANCE);
  }

  static Field number(String name) {
    return field(name, new ArrowType.Int(64, true));
  }

  static Field integer(String name) {
    return field(name, new ArrowType.Int(32, true));
  }

  static Field truth(String name) {
    return field(name, ArrowType.Bool.INSTANCE);
  }

  static Field binary(String name) {
    return field(name, ArrowType.Binary.INSTANCE);
  }

  /** A moment in UTC, in microseconds. */
  static Field moment(String name) {
    return field(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
  }

  static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  static Field struct(String name, List<Field> fields) {
    return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), fields);
  }

  /** A map; its key is made required. */
  static Field map(String name, Field key, Field value) {
    Field requiredKey = new Field(key.getName(), FieldType.notNullable(key.getType()), List.of());
    Field entries =
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(requiredKey, value));
    return new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), List.of());
  }
}
