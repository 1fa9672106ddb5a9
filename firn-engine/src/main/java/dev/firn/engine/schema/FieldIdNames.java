package dev.firn.engine.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Columns of an earlier schema of a table under the names that they have now: found by field id at
 * every depth. A column that was dropped gets a name that no column can have, so that a new one of
 * its old name is not taken for it.
 */
public final class FieldIdNames {
  private FieldIdNames() {}

  /**
   * The same columns, renamed.
   *
   * @param written with field ids, as {@link ArrowMapping} makes it
   * @param table the table as it is now
   */
  public static Schema rename(Schema written, org.apache.iceberg.Schema table) {
    return new Schema(rename(written.getFields(), table.columns()), written.getCustomMetadata());
  }

  private static List<Field> rename(List<Field> written, List<Types.NestedField> now) {
    Map<Integer, Types.NestedField> byId =
        now.stream().collect(Collectors.toMap(Types.NestedField::fieldId, field -> field));
    return written.stream()
        .map(
            field ->
                idOf(field)
                    .map(byId::get)
                    .map(column -> rename(field, column.name(), column.type()))
                    .orElseGet(() -> named(field, dropped(field), field.getChildren())))
        .toList();
  }

  private static Field rename(Field field, String name, Type type) {
    List<Field> children =
        switch (type) {
          case Types.StructType struct when field.getType() instanceof ArrowType.Struct ->
              rename(field.getChildren(), struct.fields());
          case Types.ListType list when field.getType() instanceof ArrowType.List ->
              List.of(rename(field.getChildren().getFirst(), "element", list.elementType()));
          case Types.MapType map when field.getType() instanceof ArrowType.Map ->
              List.of(entries(field.getChildren().getFirst(), map));
          default -> field.getChildren();
        };
    return named(field, name, children);
  }

  private static Field entries(Field entries, Types.MapType map) {
    List<Field> keyAndValue = entries.getChildren();
    return named(
        entries,
        entries.getName(),
        List.of(
            rename(keyAndValue.getFirst(), "key", map.keyType()),
            rename(keyAndValue.getLast(), "value", map.valueType())));
  }

  private static Field named(Field field, String name, List<Field> children) {
    return new Field(name, field.getFieldType(), children);
  }

  private static Optional<Integer> idOf(Field field) {
    return Optional.ofNullable(field.getMetadata().get(ArrowMapping.FIELD_ID_KEY))
        .map(Integer::valueOf);
  }

  private static String dropped(Field field) {
    return "\0dropped " + idOf(field).map(String::valueOf).orElse(field.getName());
  }
}
