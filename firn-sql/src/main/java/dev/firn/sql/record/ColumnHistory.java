package dev.firn.sql.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** All columns that a table has ever had, newest form first: deletes may name dropped ones. */
final class ColumnHistory {
  private final List<Schema> schemas;

  private ColumnHistory(List<Schema> schemas) {
    this.schemas = schemas;
  }

  static ColumnHistory of(Table table) {
    List<Schema> schemas = new ArrayList<>();
    schemas.add(table.schema());
    table.schemas().values().stream()
        .sorted(Comparator.comparingInt(Schema::schemaId).reversed())
        .forEach(schemas::add);
    return new ColumnHistory(schemas);
  }

  /**
   * The columns with those of the given ids, also inside of structs. What is added stands behind
   * what is there, and is optional, because files from after a drop do not have it.
   *
   * @throws IllegalArgumentException if the table never had one of them
   */
  Schema including(Schema columns, Collection<Integer> ids) {
    Schema all = columns;
    for (int id : ids) {
      if (all.findField(id) == null) {
        all = new Schema(merged(all.columns(), holder(id).columns(), id));
      }
    }
    return all;
  }

  /** The fields and one more, under a name that none of them has. */
  static List<Types.NestedField> appended(List<Types.NestedField> fields, Types.NestedField field) {
    String name = field.name();
    while (isTaken(fields, name)) {
      name += "_";
    }
    List<Types.NestedField> all = new ArrayList<>(fields);
    all.add(Types.NestedField.from(field).withName(name).asOptional().build());
    return all;
  }

  private Schema holder(int id) {
    return schemas.stream()
        .filter(schema -> schema.findField(id) != null)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a delete by field " + id + ", which no schema of the table has"));
  }

  private static List<Types.NestedField> merged(
      List<Types.NestedField> into, List<Types.NestedField> from, int id) {
    Types.NestedField holder =
        from.stream().filter(field -> holds(field, id)).findFirst().orElseThrow();
    if (holder.fieldId() == id) {
      return appended(into, holder);
    }
    List<Types.NestedField> inner = holder.type().asStructType().fields();
    for (int index = 0; index < into.size(); index++) {
      Types.NestedField known = into.get(index);
      if (known.fieldId() == holder.fieldId()) {
        List<Types.NestedField> fields = new ArrayList<>(into);
        fields.set(index, retyped(known, merged(known.type().asStructType().fields(), inner, id)));
        return fields;
      }
    }
    return appended(into, retyped(holder, merged(List.of(), inner, id)));
  }

  private static boolean holds(Types.NestedField field, int id) {
    return field.fieldId() == id
        || (field.type().isStructType()
            && TypeUtil.indexById(field.type().asStructType()).containsKey(id));
  }

  private static Types.NestedField retyped(
      Types.NestedField field, List<Types.NestedField> fields) {
    Type type = Types.StructType.of(fields);
    return Types.NestedField.from(field).ofType(type).build();
  }

  private static boolean isTaken(List<Types.NestedField> fields, String name) {
    return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }
}
